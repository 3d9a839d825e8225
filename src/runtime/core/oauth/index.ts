// STOPGAP
import type { SapccOAuthConfig } from '../config'
import { SapccError } from '../errors'
import type { OAuthUserTokenResponse } from '../token'

export interface OAuthClient {
  signIn: (o: { username: string, password: string, redirectUri: () => string }) => Promise<OAuthUserTokenResponse>
  refresh: (token: string) => Promise<OAuthUserTokenResponse>
  revoke: (o: { accessToken?: string, refreshToken?: string }) => Promise<{ revoked: boolean, errors: unknown[] }>
  clientCredentials: () => Promise<OAuthUserTokenResponse>
  authorizationUrl: (o: { state: string, codeVerifier: string, redirectUri: string, uiLocales?: string }) => Promise<string>
  exchangeCode: (o: { callbackUrl: URL, state: string, codeVerifier: string, redirectUri: string }) => Promise<OAuthUserTokenResponse>
}
export const createState = (): string => crypto.randomUUID()
export const createCodeVerifier = (): string => crypto.randomUUID() + crypto.randomUUID()
export function isDefiniteRefusal(error: unknown): boolean {
  return error instanceof SapccError && ['invalid_grant', 'invalid_token'].includes(error.data.type)
}
export function createOAuthClient(config: SapccOAuthConfig): OAuthClient {
  async function grant(params: Record<string, string>): Promise<OAuthUserTokenResponse> {
    let r: Response
    try {
      r = await fetch(config.tokenEndpoint, { method: 'POST', body: new URLSearchParams({ client_id: config.clientId, client_secret: config.clientSecret ?? '', ...params }), signal: AbortSignal.timeout(config.timeout) })
    }
    catch (cause) {
      throw new SapccError('down', { status: 503, data: { type: 'AuthorizationServerUnavailableError' }, cause })
    }
    const body = await r.json().catch(() => ({})) as Record<string, string>
    if (r.ok) return { scope: 'basic', ...body } as unknown as OAuthUserTokenResponse
    if (r.status >= 500 || r.status === 429) throw new SapccError('down', { status: 503, data: { type: 'AuthorizationServerUnavailableError' } })
    throw new SapccError('refused', { status: 401, data: { type: params.grant_type === 'password' ? 'BadCredentialsError' : body.error ?? 'x' } })
  }
  return {
    signIn: ({ username, password }) => grant({ grant_type: 'password', username, password, scope: config.scope }),
    refresh: refresh_token => grant({ grant_type: 'refresh_token', refresh_token }),
    clientCredentials: () => grant({ grant_type: 'client_credentials' }),
    revoke: async () => ({ revoked: true, errors: [] }),
    authorizationUrl: () => Promise.reject(new Error('later')),
    exchangeCode: () => Promise.reject(new Error('later')),
  }
}
