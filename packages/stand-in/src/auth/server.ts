import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AccessTokenRecord } from './access-tokens.ts'
import { AccessTokens } from './access-tokens.ts'
import { TokenStore } from './adapter.ts'
import { AUTH_PREFIX, type AuthContext } from './context.ts'
import { TokenEndpoints } from './endpoints.ts'
import { HostedSessions } from './hosted-session.ts'
import { LoginEndpoints } from './login.ts'
import { SharedTokens } from './shared-tokens.ts'
import { createProvider, generateSigningKeys } from './provider.ts'
import { replayRequest, sendJson } from '../http.ts'

/** The authorization server of one stand-in. */
export interface AuthServer {
  /** Handles a request below {@link AUTH_PREFIX}; `path` is without it. */
  handle: (req: IncomingMessage, res: ServerResponse, path: string, query: URLSearchParams) => Promise<void>
  authenticateBearer: AuthContext['authenticateBearer']
  /** Refuses all access tokens issued so far; refresh tokens stay valid. Returns how many were refused. */
  expireAccessTokens: (accountId?: string) => number
  /** Ends everything: access and refresh tokens, codes, hosted sessions. */
  revokeSessions: () => void
  /** Ends every token of one account. */
  revokeAccount: (accountId: string) => void
}

/** Creates the authorization server; `origin` is the address the stand-in listens on. */
export async function createAuthServer(
  origin: string,
  shared: Pick<AuthContext, 'settings' | 'accounts' | 'accountName' | 'stats' | 'ledger' | 'faults'>,
): Promise<AuthServer> {
  const { settings } = shared
  const keys = await generateSigningKeys()
  const accessTokens = new AccessTokens(keys.publicKey)
  const store = new TokenStore({
    find: jti => jwtPayload(accessTokens, jti, settings.generation === 'jdk21'),
    destroy: jti => accessTokens.deny(jti),
    revokeGrant: grantId => accessTokens.revokeGrant(grantId),
  }, settings.clockSkew)
  const pairs = new SharedTokens(accessTokens)
  const provider = createProvider({ issuer: `${origin}${AUTH_PREFIX}`, settings, store, keys, accounts: shared.accounts, shared: pairs })
  const sessions = new HostedSessions(AUTH_PREFIX)

  const authenticateBearer = async (authorization: string | undefined): Promise<AccessTokenRecord | undefined> => {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
    if (!token) return undefined
    const jti = settings.generation === 'jdk21' ? accessTokens.verifiedJti(token) : token
    const record = jti === undefined ? undefined : accessTokens.find(jti)
    if (!record || accessTokens.isDenied(record.jti)) return undefined
    if (record.expiresAt + settings.clockSkew <= Date.now() / 1000) return undefined
    if (record.accountId !== undefined && !shared.accounts.exists(record.accountId)) return undefined
    if (settings.generation === 'jdk21') return record
    const stored = record.accountId === undefined
      ? await provider.ClientCredentials.find(token, { ignoreExpiration: true })
      : await provider.AccessToken.find(token, { ignoreExpiration: true })
    return stored ? record : undefined
  }

  const context: AuthContext = { ...shared, provider, handle: provider.callback(), accessTokens, sessions, shared: pairs, authenticateBearer }
  const tokens = new TokenEndpoints(context)
  const login = new LoginEndpoints(context, AUTH_PREFIX)

  return {
    authenticateBearer,
    expireAccessTokens: accountId => accessTokens.denyAll(accountId),
    revokeSessions: () => {
      store.clear()
      sessions.clear()
      accessTokens.clear()
      pairs.clear()
    },
    revokeAccount: (accountId) => {
      store.clearAccount(accountId)
      accessTokens.revokeAccount(accountId)
    },
    handle: async (req, res, path, query) => {
      const route = `${req.method} ${path}`
      const foreign = isForeignOrigin(req, settings.loginPageUri === undefined ? settings.allowedOrigins : [...settings.allowedOrigins, new URL(settings.loginPageUri).origin])
      // A browser that navigates across sites may send one; only what scripts call is refused.
      if (foreign && !(req.method === 'GET' && path !== '/csrf')) {
        sendForbiddenOrigin(res)
        return
      }
      if (route === 'POST /oauth/token') await tokens.token(req, res)
      else if (route === 'POST /oauth/revoke') await tokens.revoke(req, res)
      else if (req.method === 'GET' && path.startsWith('/oauth/authorize')) await login.authorize(req, res, path, query)
      else if (route === 'GET /login') login.loginForm(req, res, query)
      else if (route === 'POST /login') await login.login(req, res)
      else if (route === 'GET /csrf') await login.csrf(req, res)
      else if (route === 'GET /logout' || route === 'POST /logout') login.logout(req, res)
      else if (req.method === 'GET' && (path === '/oauth/jwks' || path.startsWith('/.well-known/'))) {
        await context.handle(replayRequest(req, { url: path, headers: { origin: undefined }, mountPath: AUTH_PREFIX }), res)
      }
      else sendJson(res, 404, { timestamp: new Date().toISOString(), status: 404, error: 'Not Found', path: `${AUTH_PREFIX}${path}` })
    },
  }
}

/** Whether a request carries an `Origin` that is neither SAP's own nor allowed. */
export function isForeignOrigin(req: IncomingMessage, allowed: readonly string[]): boolean {
  const { origin, host } = req.headers
  return origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}` && !allowed.includes(origin)
}

/** Spring's answer to a cross-origin request that it does not allow. */
export function sendForbiddenOrigin(res: ServerResponse): void {
  const text = 'Invalid CORS request'
  res.writeHead(403, { 'content-type': 'text/plain', 'content-length': text.length })
  res.end(text)
}

/** A JWT in the form of the library's storage. It has no grant, because revoking an access token ends only this token. */
function jwtPayload(accessTokens: AccessTokens, jti: string, enabled: boolean) {
  const record = enabled && !accessTokens.isDenied(jti) ? accessTokens.find(jti) : undefined
  return record && { jti, kind: 'AccessToken', clientId: record.clientId, exp: record.expiresAt }
}
