/** Apart from the rest of the SDK: most shops have none of `logger`, `errorHandler` and `httpClient`, and what is not imported is not downloaded. */
export { createRequestOptions as requestOptions } from '../../sdk/request-options'
