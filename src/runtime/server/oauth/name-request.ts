import { parseUrl } from '../../shared/parse-url'
import type { SapccOAuthConfig } from '../config/types'

/**
 * What a request to the authorization server is, for logs and traces: its address
 * may contain more than that.
 *
 * @returns `token`, `revoke`, `authorize`, `discovery`, or `login` for the pages of a login.
 */
export function nameRequest(url: URL, { tokenEndpoint, tokenRevokeEndpoint, authorizationEndpoint }: Pick<SapccOAuthConfig, 'tokenEndpoint' | 'tokenRevokeEndpoint' | 'authorizationEndpoint'>): string {
  const isAt = (endpoint: string) => parseUrl(endpoint)?.pathname === url.pathname
  if (isAt(tokenEndpoint)) return 'token'
  if (isAt(tokenRevokeEndpoint)) return 'revoke'
  if (isAt(authorizationEndpoint)) return 'authorize'
  return url.pathname.includes('/.well-known/') ? 'discovery' : 'login'
}
