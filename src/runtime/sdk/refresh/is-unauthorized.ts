import { isRecord } from '../errors'

/** What a refresh can cure: the token expired, was revoked or is malformed (legacy and jdk21 names). */
const TOKEN_ERRORS: ReadonlySet<string> = new Set(['InvalidTokenError', 'InvalidBearerTokenError', 'invalid_token'])

/** What a refresh cannot cure: this caller may not do this, or the credentials were wrong. On B2B sites SAP answers `AccessDeniedError` with 401. */
const PERMISSION_ERRORS: ReadonlySet<string> = new Set([
  'AccessDeniedError',
  'AuthorizationDeniedError',
  'InsufficientAuthenticationError',
  'UnauthorizedError',
  'BadCredentialsError',
])

/** How deep a chain of `cause`s is followed; an SDK error has one or two. */
const MAX_CAUSES = 5

/**
 * The default of `refreshToken.isUnauthorized`: whether an error is a 401 that
 * a new access token may cure.
 *
 * @param error anything a call may fail with. The status is found as `status`,
 * `statusCode` or `response.status`, on the error or on its causes, so errors of
 * axios, ofetch, h3 and the public SDK all work.
 * @param unknownCounts the answer for a 401 that names no known type: `true`
 * when the visitor is signed in, or when nothing is known about the server.
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
 * The error that bears the status 401: the error itself or one of its causes.
 */
export function unauthorizedInChain(error: unknown): object | undefined {
  for (const candidate of causes(error)) {
    const status = errorStatus(candidate)
    if (status !== undefined) return status === 401 ? candidate : undefined
  }
  return undefined
}

/**
 * The HTTP status an error carries itself, whichever library made it.
 */
export function errorStatus(error: unknown): number | undefined {
  if (!isRecord(error)) return undefined
  const response = isRecord(error.response) ? error.response : {}
  return [error.status, error.statusCode, response.status].find(value => typeof value === 'number')
}

/**
 * The error and OAuth type an error carries itself: OCC's `errors[0].type`, the
 * `error` of RFC 6749 or the `type` of a `SapccError`.
 */
export function errorType(error: unknown): string | undefined {
  if (!isRecord(error)) return undefined
  const response = isRecord(error.response) ? error.response : {}
  for (const body of [error.data, response.data, response._data, error]) {
    if (!isRecord(body)) continue
    const first = Array.isArray(body.errors) ? body.errors[0] as unknown : undefined
    const nested = isRecord(body.data) ? body.data : {}
    const type = [isRecord(first) ? first.type : undefined, body.error, nested.type, body.type].find(value => typeof value === 'string')
    if (type !== undefined) return type
  }
  return undefined
}

/** The error and its causes, outermost first; bounded, because a chain may be a circle. */
export function* causes(error: unknown): Generator<object> {
  let current = error
  for (let depth = 0; depth < MAX_CAUSES && typeof current === 'object' && current !== null; depth++) {
    yield current
    current = 'cause' in current ? current.cause : undefined
  }
}

/**
 * Whether a failed refresh was a definite "no" (the session is over) rather than
 * the lack of an answer. Only 400, 401 and 403 are; and of those not the ones
 * whose OAuth code speaks of the client's configuration instead of the grant.
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

/** RFC 6749, section 5.2: the client is set up wrongly, which says nothing about the grant. */
const CLIENT_ERRORS: ReadonlySet<string> = new Set([
  'invalid_client',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
])
