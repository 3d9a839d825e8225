import type { TokenEndpointResponse } from 'oauth4webapi'
import { isRecord } from '../../sdk/errors'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import { serverUnavailable } from './errors'

/**
 * Seconds; what jdk21 gives. RFC 6749 lets a server leave `expires_in` out; a
 * token that is taken for short-lived is renewed too early at worst.
 */
const DEFAULT_LIFETIME = 299

/** Seconds; Java's largest int, with which SAP says "never". */
const MAX_LIFETIME = 2 ** 31 - 1

/**
 * Makes the body of a token response strict where servers are sloppy, before
 * the library judges it. A refused response costs more than elsewhere: the
 * refresh token it answered is spent.
 *
 * - `null` for "none";
 * - a lifetime that is a text, or 0 or less: legacy hands out one and the same
 *   token again, with the seconds it has left;
 * - an ID token nobody asked to check, for `keepIdToken: false`.
 */
export function tolerateTokenBody(text: string, options: { keepIdToken: boolean }): string {
  let body: unknown
  try {
    body = JSON.parse(text)
  }
  catch {
    return text
  }
  if (!isRecord(body)) return text
  const entries = Object.entries(body)
    .filter(([name, value]) => value !== null && (name !== 'id_token' || options.keepIdToken))
    .map(([name, value]) => name === 'expires_in' ? [name, lifetime(value)] : [name, value])
  return JSON.stringify(Object.fromEntries(entries))
}

/** Anything that is no number stays what it is, for the library to refuse. */
function lifetime(value: unknown): unknown {
  const seconds = typeof value === 'string' && /^\s*-?\d+(?:\.\d+)?\s*$/.test(value) ? Number(value) : value
  return typeof seconds === 'number' && Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), MAX_LIFETIME) : seconds
}

/**
 * The validated form of a token response. The library has checked its required
 * members and their types; what it leaves open is decided here.
 *
 * @param scope that was asked for: it is what was granted when the answer has none (RFC 6749, section 5.1).
 * @throws SapccError 503: such an answer says nothing about a session.
 */
export function parseTokens(response: TokenEndpointResponse, scope: string): OAuthUserTokenResponse {
  const { access_token, refresh_token, token_type, expires_in = DEFAULT_LIFETIME } = response
  // Other types have to be sent in other ways than OCC understands.
  if (token_type !== 'bearer') throw serverUnavailable({ cause: new Error('The token is of another type than bearer') })
  // Both travel in requests; RFC 6749, appendix A.12 and A.17, has no others.
  if (!isVisible(access_token) || (refresh_token !== undefined && !isVisible(refresh_token))) {
    throw serverUnavailable({ cause: new Error('The token has characters that no token has') })
  }
  return {
    access_token,
    ...(refresh_token === undefined ? {} : { refresh_token }),
    token_type,
    expires_in,
    scope: response.scope ?? scope,
  }
}

function isVisible(token: string): boolean {
  return /^[\x21-\x7E]+$/.test(token)
}
