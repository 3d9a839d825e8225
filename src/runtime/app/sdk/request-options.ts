/** Apart from the rest of the SDK: most shops have neither `logger` nor `errorHandler`, and what is not imported is not downloaded. */
export { createRequestOptions as requestOptions } from '../../sdk/request-options'
