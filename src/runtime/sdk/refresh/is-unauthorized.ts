import { causes, errorStatus, errorType } from '../read-error'

/** Types of errors after which a refresh helps, or shows that the session is over: the token expired, was revoked or is malformed (names of the legacy and the jdk21 authorization server), or the shop's server could not renew it ahead of the call. */
const TOKEN_ERRORS: ReadonlySet<string> = new Set(['InvalidTokenError', 'InvalidBearerTokenError', 'invalid_token', 'SessionEndedError'])

/** Types of errors after which a refresh does not help: the caller is not allowed to do this, or the credentials are wrong. On B2B sites SAP responds with status 401 and `AccessDeniedError`. */
const PERMISSION_ERRORS: ReadonlySet<string> = new Set([
  'AccessDeniedError',
  'AuthorizationDeniedError',
  'InsufficientAuthenticationError',
  'UnauthorizedError',
  'BadCredentialsError',
])

/**
 * The default of `refreshToken.isUnauthorized`: whether an error is a 401 after
 * which a call may succeed with a new access token.
 *
 * @param error any error of a call. The status is read from `status`, `statusCode`
 * or `response.status` of the error or of its causes, so that errors of axios,
 * ofetch, h3 and Alokai's SDK all work.
 * @param unknownCounts the result for a 401 of unknown type: `true` when the visitor
 * is signed in, or when nothing is known about the server.
 */
export function isUnauthorized(error: unknown, unknownCounts = true): boolean {
  if (unauthorizedInChain(error) === undefined) return false
  for (const candidate of causes(error)) {
    const type = errorType(candidate)
    if (type === undefined) continue
    if (TOKEN_ERRORS.has(type)) return true
    if (PERMISSION_ERRORS.has(type)) return false
  }
  return unknownCounts
}

/**
 * The first error with an HTTP status, if this is 401: the error itself or one of its causes.
 */
export function unauthorizedInChain(error: unknown): object | undefined {
  for (const candidate of causes(error)) {
    const status = errorStatus(candidate)
    if (status !== undefined) return status === 401 ? candidate : undefined
  }
  return undefined
}

/**
 * Whether the authorization server has refused a refresh, so that the session has
 * ended. Only the statuses 400, 401 and 403 mean this, unless their OAuth error code
 * is about the client's configuration instead of the grant. All other errors mean
 * that there was no definite answer.
 */
export function isRefreshRefused(error: unknown): boolean {
  for (const candidate of causes(error)) {
    const status = errorStatus(candidate)
    if (status === undefined) continue
    if (status !== 400 && status !== 401 && status !== 403) return false
    const type = errorType(candidate)
    return type === undefined || !CLIENT_ERRORS.has(type)
  }
  return false
}

/** Error codes of RFC 6749, section 5.2, that mean a wrong configuration of the client and say nothing about the grant. */
const CLIENT_ERRORS: ReadonlySet<string> = new Set([
  'invalid_client',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
])
