import { isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import { decodeBase64Url } from '../crypto/aead'

/**
 * The claims of a JWT (RFC 7519) that the authorization server itself has given. The signature is not checked: that is
 * the business of the server that the token is for.
 *
 * @returns `undefined` for a token that is no JWT.
 */
export function claimsOf(token: string): Record<string, unknown> | undefined {
  const [, payload = '', ...rest] = token.split('.')
  const bytes = rest.length === 1 ? decodeBase64Url(payload) : undefined
  const claims = bytes && parseJson(new TextDecoder().decode(bytes))
  return isRecord(claims) ? claims : undefined
}
