import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from 'oauth4webapi'
import { SapccError, isRecord } from '../errors'

/**
 * The one place where a failure of the authorization server becomes a
 * `SapccError`. None of them carries the library's own error: its `cause` holds
 * whole responses.
 */

/** What a request to the authorization server was for. */
export type OAuthStep = 'sign-in' | 'refresh' | 'code' | 'application' | 'revoke'

/** Names for a grant that is over: RFC 6749, section 5.2, and what resource servers say (RFC 6750). */
const REFUSALS: ReadonlySet<string> = new Set(['invalid_grant', 'invalid_token'])

/**
 * Whether the authorization server said definitely that a grant is over. Only
 * this ends a session.
 */
export function isDefiniteRefusal(error: unknown): boolean {
  return error instanceof SapccError && error.status === 401 && REFUSALS.has(error.data.type)
}

/** The authorization server gave no usable answer. Says nothing about any session. */
export function serverUnavailable(retryAfter?: number): SapccError {
  return new SapccError('The authorization server is not available right now.', {
    status: 503,
    data: { type: 'AuthorizationServerUnavailableError', ...(retryAfter === undefined ? {} : { retryAfter }) },
  })
}

/** Wrong user name or password; which of the two is not told. */
export function badCredentials(): SapccError {
  return new SapccError('The user name or the password is wrong.', { status: 401, data: { type: 'BadCredentialsError' } })
}

/** The authorization server works, but not with this client: a matter for the operator. */
export function misconfigured(code: string, advice: string): SapccError {
  return new SapccError(`The authorization server refused the shop's request (${code}). ${advice}`, { status: 502, data: { type: code } })
}

/**
 * @param error whatever a request or the library threw.
 * @param step decides what a refused grant means.
 * @param now milliseconds since 1970, for `Retry-After` dates.
 */
export function translateError(error: unknown, step: OAuthStep, now: number): SapccError {
  if (error instanceof SapccError) return error
  if (error instanceof AuthorizationResponseError) return loginRefused(error.error, error.error_description)
  if (error instanceof ResponseBodyError) return fromCode(error.error, error.status, error.response, step, now)
  if (error instanceof WWWAuthenticateChallengeError) {
    return fromCode(error.cause[0]?.parameters.error ?? 'invalid_client', error.status, error.response, step, now)
  }
  // Everything else: no connection, a timeout, HTML, JSON of another shape.
  const response = responseOf(error)
  if (response && response.status >= 400 && response.status < 500 && response.status !== 429) return fromCode('AuthorizationServerError', response.status, response, step, now)
  return serverUnavailable(response && retryAfter(response, now))
}

function fromCode(code: string, status: number, response: Response, step: OAuthStep, now: number): SapccError {
  if (status === 429 || status >= 500) return serverUnavailable(retryAfter(response, now))
  const type = safeCode(code)
  if (!REFUSALS.has(type)) return misconfigured(type, adviceFor(type))
  if (step === 'sign-in') return badCredentials()
  return new SapccError('The authorization server does not renew this session any more. Please sign in again.', { status: 401, data: { type } })
}

/** `error=` in the address the browser came back with: anybody may have written it, so little of it is repeated. */
function loginRefused(code: string, description: string | undefined): SapccError {
  const type = safeCode(code)
  const reason = description?.replace(/[^\w .,:;'()-]/g, '').slice(0, 200).trim()
  return new SapccError(`Signing in did not work: ${reason || type}.`, { status: 400, data: { type } })
}

function adviceFor(code: string): string {
  switch (code) {
    case 'invalid_client': return 'Check NUXT_SAPCC_OAUTH_CLIENT_ID and NUXT_SAPCC_OAUTH_CLIENT_SECRET.'
    case 'unauthorized_client':
    case 'unsupported_grant_type': return 'Check the grant types of the client in SAP Commerce, and NUXT_SAPCC_OAUTH_PKCE_SUPPORTED.'
    case 'invalid_scope': return 'Check NUXT_SAPCC_OAUTH_SCOPE.'
    default: return 'Check the NUXT_SAPCC_OAUTH_… variables.'
  }
}

/** RFC 6749 allows more characters in a code than a log or a page should show. */
function safeCode(code: string): string {
  return /^[\w-]{1,64}$/.test(code) ? code : 'AuthorizationServerError'
}

/** The status of the answer behind an error of the library's, if there was one. */
export function statusOf(error: unknown): number | undefined {
  if (error instanceof ResponseBodyError || error instanceof WWWAuthenticateChallengeError) return error.status
  return responseOf(error)?.status
}

/** The library puts the response it could not use into the error's cause. */
function responseOf(error: unknown): Response | undefined {
  const cause = error instanceof Error ? error.cause : undefined
  if (cause instanceof Response) return cause
  return isRecord(cause) && cause.response instanceof Response ? cause.response : undefined
}

const MAX_RETRY_AFTER = 3600

/** Seconds, from seconds or an HTTP date (RFC 9110, section 10.2.3). */
function retryAfter(response: Response, now: number): number | undefined {
  const value = response.headers.get('retry-after')
  if (value === null) return undefined
  const seconds = /^\d+$/.test(value) ? Number(value) : Math.ceil((Date.parse(value) - now) / 1000)
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), MAX_RETRY_AFTER) : undefined
}
