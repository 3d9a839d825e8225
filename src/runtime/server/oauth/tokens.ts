import type { TokenEndpointResponse } from 'oauth4webapi'
import { SapccError, isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import { serverUnavailable } from './errors'
import { claimsOf } from './jwt-claims'
import type { LoginTokens } from './types'

/**
 * Seconds; about what jdk21 gives. RFC 6749 lets a server leave `expires_in`
 * out, and a token that is taken for short-lived is at worst refreshed too early.
 */
const DEFAULT_LIFETIME = 300

/** Seconds. SAP says "never" with Java's largest int; others with any number. */
const MAX_LIFETIME = 30 * 24 * 60 * 60

/** Token types that OCC does not take as `Authorization: Bearer`. Every other value is a mistake for "bearer". */
const OTHER_TOKEN_TYPES: ReadonlySet<string> = new Set(['mac', 'dpop', 'pop', 'n_a'])

/** Options of {@link normalizeTokenBody}. */
export interface NormalizeOptions {
  /** Whether the ID token is checked: only a login needs it. */
  keepIdToken: boolean
  /** Milliseconds since 1970, at the receipt of the response. */
  now: number
}

/**
 * Makes the body of a token response strict where servers are not, before the
 * library validates it. A rejected response costs more than elsewhere: the
 * refresh token that was sent for it is spent. So every response with a usable access token
 * is accepted; a member that makes no sense counts as absent:
 *
 * - `expires_in`: a number or its text, else a JWT's own `exp`, else 300
 *   seconds; never more than 30 days;
 * - `token_type`: bearer, unless it names a type that is sent differently;
 * - `scope`, `refresh_token`: as if they were not there.
 *
 * @returns the body as JSON; `undefined` when it is not a token response at all.
 * @throws SapccError 503 when there is no usable access token; see {@link refreshTokenOfFailedResponse}.
 */
export function normalizeTokenBody(text: string, { keepIdToken, now }: NormalizeOptions): string | undefined {
  const body = parseRecord(text)
  // `error` with status 200 is a mistake of its own, which the library reports.
  if (!body || (body.access_token === undefined && body.error !== undefined)) return undefined
  const refreshToken = isToken(body.refresh_token) ? body.refresh_token : undefined
  if (!isToken(body.access_token)) throw unusableResponse('There is no access token that could be sent', refreshToken)
  if (isOtherTokenType(body.token_type)) throw unusableResponse('The token is of another type than bearer', refreshToken)
  return JSON.stringify({
    access_token: body.access_token,
    token_type: 'bearer',
    expires_in: lifetime(body.expires_in) ?? lifetimeOfJwt(body.access_token, now) ?? DEFAULT_LIFETIME,
    refresh_token: refreshToken,
    scope: typeof body.scope === 'string' ? body.scope : undefined,
    id_token: keepIdToken ? body.id_token ?? undefined : undefined,
  })
}

/**
 * The result of a token request, from a response that the library has validated.
 *
 * @param scope that was asked for: it is what was granted when the answer has none (RFC 6749, section 5.1).
 */
export function parseTokens(response: TokenEndpointResponse, scope: string): LoginTokens {
  const { access_token, refresh_token, token_type, expires_in = DEFAULT_LIFETIME, id_token } = response
  return {
    access_token,
    ...(refresh_token === undefined ? {} : { refresh_token }),
    token_type,
    expires_in,
    scope: response.scope ?? scope,
    ...(id_token === undefined ? {} : { id_token }),
  }
}

/** Characters. A longer one exceeds every usual `session.cookieBudget`, and would make each session's record larger for nothing. */
const MAX_ID_TOKEN = 8192

/**
 * The ID token of the response to a refresh. It is not checked as that of a login is: one that is not accepted would end a
 * session without need. It comes from the authorization server itself, and goes back there only.
 *
 * @returns `undefined` without one that could be sent.
 */
export function refreshedIdToken(text: string): string | undefined {
  const idToken = parseRecord(text)?.id_token
  return isToken(idToken) && claimsOf(idToken) ? idToken : undefined
}

/**
 * The tokens with this ID token in place of the one that they came with.
 *
 * @param idToken `undefined` where no sign-out uses it; one longer than {@link MAX_ID_TOKEN} is left out.
 */
export function withIdToken(tokens: LoginTokens, idToken: string | undefined): LoginTokens {
  const { id_token: _unused, ...others } = tokens
  return idToken === undefined || idToken.length > MAX_ID_TOKEN ? others : { ...others, id_token: idToken }
}

/**
 * The same for a token response that another part of the shop has received:
 * members that make no sense count as absent.
 *
 * @param now milliseconds since 1970.
 * @returns `undefined` without an access token that could be sent as a bearer.
 */
export function readTokens(value: unknown, now: number): OAuthUserTokenResponse | undefined {
  if (!isRecord(value) || !isToken(value.access_token) || isOtherTokenType(value.token_type)) return undefined
  const { access_token, refresh_token, expires_in, scope } = value
  return {
    access_token,
    ...(isToken(refresh_token) ? { refresh_token } : {}),
    token_type: 'bearer',
    expires_in: lifetime(expires_in) ?? lifetimeOfJwt(access_token, now) ?? DEFAULT_LIFETIME,
    scope: typeof scope === 'string' ? scope : '',
  }
}

/**
 * The refresh token of a response that could not be used otherwise. It replaces
 * the one that was sent, which may be spent: the next attempt needs it.
 *
 * @param error what a token request threw.
 */
export function refreshTokenOfFailedResponse(error: unknown): string | undefined {
  return error instanceof UnusableResponseError ? error.refreshToken() : undefined
}

/** Behaves like every other outage; the refresh token is in a closure, where no log and no serialisation finds it. */
class UnusableResponseError extends SapccError {
  declare readonly refreshToken: () => string | undefined

  constructor(error: SapccError, refreshToken: string | undefined) {
    super(error.message, { status: error.status, data: error.data, cause: error.cause })
    Object.defineProperty(this, 'refreshToken', { value: () => refreshToken })
  }
}

function unusableResponse(problem: string, refreshToken: string | undefined): SapccError {
  return new UnusableResponseError(serverUnavailable({ cause: new Error(problem), isAnswered: true }), refreshToken)
}

function parseRecord(text: string): Record<string, unknown> | undefined {
  const body = parseJson(text)
  return isRecord(body) ? body : undefined
}

/** Tokens travel in headers and bodies; RFC 6749, appendix A.12 and A.17, allows visible ASCII only. */
function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7E]+$/.test(value)
}

function isOtherTokenType(value: unknown): boolean {
  return typeof value === 'string' && OTHER_TOKEN_TYPES.has(value.trim().toLowerCase())
}

/** Whole seconds; `undefined` for anything that is no time from now on. */
function lifetime(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && /^\s*\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds <= 0) return undefined
  return Math.min(Math.max(Math.floor(seconds), 1), MAX_LIFETIME)
}

/** By the claim `exp` (RFC 7519, section 4.1.4). */
function lifetimeOfJwt(token: string, now: number): number | undefined {
  const exp = claimsOf(token)?.exp
  return typeof exp === 'number' ? lifetime(exp - now / 1000) : undefined
}
