/** A separate file, so that shops without `logger`, `errorHandler` and `httpClient` do not download it. */
export { createRequestOptions as requestOptions } from '../../sdk/request-options'
