/** The header by which the proxy in front of a guarded origin proves that a request came through it. Never passed on to another server. */
export const PROXY_SECRET_HEADER = 'sapcc-proxy-secret'
