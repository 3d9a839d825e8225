/** 200 when settings, storage, OCC and the authorization server are all right, else 503. */
export default defineSapccHealthHandler()
