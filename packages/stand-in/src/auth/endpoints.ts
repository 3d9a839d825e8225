import { ServerResponse, type IncomingMessage } from 'node:http'
import type { KoaContextWithOIDC, Provider, errors } from 'oidc-provider'
import type { ActiveFault } from '../control/faults.ts'
import type { RevocationEntry } from '../control/ledger.ts'
import { readBody, replayRequest, sendEmpty, sendJson, tokenHash } from '../http.ts'
import { CLIENTS } from './clients.ts'
import { AUTH_PREFIX, type AuthContext } from './context.ts'

/** What is known about a token request while the library handles it. */
interface Exchange {
  grant: string
  usedRefreshToken?: string
  delivered: boolean
}

/** `/oauth/token` and `/oauth/revoke`: the library's endpoints, changed to behave like SAP's. */
export class TokenEndpoints {
  readonly #context: AuthContext
  readonly #provider: Provider
  readonly #handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>
  readonly #exchanges = new WeakMap<IncomingMessage, Exchange>()
  #queue: Promise<void> = Promise.resolve()

  constructor(context: AuthContext) {
    this.#context = context
    this.#provider = context.provider
    this.#handle = context.handle
    this.#provider.on('grant.success', ctx => this.#onSuccess(ctx))
    this.#provider.on('grant.error', (ctx, error) => this.#onError(ctx, error))
  }

  async token(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { stats, faults, ledger, settings } = this.#context
    const params = new URLSearchParams((await readBody(req)).toString())
    const grant = params.get('grant_type') ?? ''
    stats.tokenRequest()

    const fault = await faults.meet('token', { grant })
    if (fault && (fault.status !== undefined || fault.drop === 'before')) {
      stats.tokenOutcome(grant, 'faulted')
      ledger.grant({ grant, usedRefreshToken: hashOf(params.get('refresh_token')), outcome: 'faulted', delivered: fault.drop === undefined })
      answerFault(req, res, fault)
      return
    }

    // Spring ignores parameters in the URL. Without parameters in the body, the client is not authenticated.
    if (!grant || (!params.has('client_id') && !req.headers.authorization)) {
      stats.tokenOutcome(grant, 'error')
      sendEmpty(res, 401)
      return
    }
    // Spring cannot authenticate a public client for a grant that public clients may not use.
    const isPublic = settings.generation === 'jdk21' && !params.has('client_secret') && !req.headers.authorization
    if (isPublic && grant !== 'authorization_code' && grant !== 'refresh_token') {
      stats.tokenOutcome(grant, 'error')
      sendEmpty(res, 401)
      return
    }
    if (!settings.replayEndsFamily && await this.#isSpent(params.get('refresh_token'))) {
      stats.tokenOutcome(grant, 'invalid_grant')
      ledger.grant({ grant, usedRefreshToken: hashOf(params.get('refresh_token')), outcome: 'invalid_grant', delivered: true })
      sendJson(res, 400, { error: 'invalid_grant' })
      return
    }
    if (!params.has('scope') && (grant === 'password' || grant === 'client_credentials')) params.set('scope', 'basic')

    const replay = replayRequest(req, { url: '/oauth/token', body: params.toString(), headers: { origin: undefined }, mountPath: AUTH_PREFIX })
    const delivered = fault?.drop !== 'after'
    this.#exchanges.set(replay, { grant, usedRefreshToken: hashOf(params.get('refresh_token')), delivered })
    // Requests are handled one at a time, so that of two with the same refresh token or code only the first succeeds.
    await this.#inTurn(() => this.#handle(replay, delivered ? res : new ServerResponse(replay)))
    if (!delivered) {
      stats.tokenOutcome(grant, 'faulted')
      req.socket.destroy()
    }
  }

  async revoke(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { stats, faults, ledger, settings } = this.#context
    const params = new URLSearchParams((await readBody(req)).toString())
    const token = hashOf(params.get('token'))
    const note = (outcome: RevocationEntry['outcome']): void => {
      if (outcome === 'revoked') stats.revocation()
      if (token !== undefined) ledger.revocation({ token, outcome })
    }
    const fault = await faults.meet('revoke')
    if (fault && (fault.status !== undefined || fault.drop === 'before')) {
      note('faulted')
      answerFault(req, res, fault)
      return
    }

    let authorization = req.headers.authorization
    if (settings.generation === 'legacy') {
      // The legacy server requires an access token here, and no authentication of the client.
      const bearer = await this.#context.authenticateBearer(authorization)
      if (!bearer) {
        note('refused')
        sendJson(res, 401, { error: 'unauthorized', error_description: 'Full authentication is required to access this resource' })
        return
      }
      authorization = undefined
      params.set('client_id', bearer.clientId)
      if (bearer.clientId === CLIENTS.confidential.id) params.set('client_secret', CLIENTS.confidential.secret)
      else params.delete('client_secret')
    }

    // The library refuses to revoke JWTs; by its id it finds the token through the storage adapter.
    const jti = this.#context.accessTokens.verifiedJti(params.get('token') ?? '')
    if (jti) {
      params.set('token', jti)
      params.set('token_type_hint', 'access_token')
    }
    const replay = replayRequest(req, { url: '/oauth/revoke', body: params.toString(), headers: { authorization, origin: undefined }, mountPath: AUTH_PREFIX })
    const dropped = fault?.drop === 'after'
    const target = dropped ? new ServerResponse(replay) : res
    await this.#inTurn(() => this.#handle(replay, target))
    note(target.statusCode === 200 ? 'revoked' : 'refused')
    if (dropped) req.socket.destroy()
  }

  async #isSpent(refreshToken: string | null): Promise<boolean> {
    const known = refreshToken ? await this.#provider.RefreshToken.find(refreshToken) : undefined
    return known?.consumed !== undefined
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(work)
    this.#queue = turn.catch(() => {})
    return turn
  }

  #onSuccess(ctx: KoaContextWithOIDC): void {
    const exchange = this.#exchanges.get(ctx.req)
    const { AccessToken, ClientCredentials, RefreshToken } = ctx.oidc.entities
    const issued = AccessToken ?? ClientCredentials
    const { accessTokens, settings, stats, ledger } = this.#context
    if (!exchange || !issued) return

    // A second login that gets the first one's token does not extend its lifetime.
    if (!accessTokens.find(issued.jti)) {
      accessTokens.register({
        jti: issued.jti,
        clientId: issued.clientId ?? '',
        accountId: AccessToken?.accountId,
        grantId: AccessToken?.grantId,
        expiresAt: Math.floor(Date.now() / 1000) + issued.expiration,
      })
    }
    const endsOthers = settings.sharedTokens || (exchange.grant === 'refresh_token' && settings.generation === 'jdk21')
    if (endsOthers && AccessToken?.grantId) accessTokens.denyOthers(AccessToken.grantId, AccessToken.jti)
    const body: Record<string, unknown> = { ...Object(ctx.body) }
    if (settings.sharedTokens && AccessToken && RefreshToken) {
      const owner = { accountId: AccessToken.accountId, clientId: AccessToken.clientId ?? '', scope: AccessToken.scope ?? '' }
      this.#context.shared.remember(owner, { accessToken: AccessToken.jti, refreshToken: String(body.refresh_token) })
    }
    stats.tokenOutcome(exchange.grant, 'success')
    ledger.grant({
      grant: exchange.grant,
      clientId: issued.clientId,
      user: AccessToken?.accountId && this.#context.accountName(AccessToken.accountId),
      family: AccessToken?.grantId,
      usedRefreshToken: exchange.usedRefreshToken,
      newRefreshToken: RefreshToken && hashOf(body.refresh_token),
      newAccessToken: hashOf(body.access_token),
      outcome: 'success',
      delivered: exchange.delivered,
    })
  }

  #onError(ctx: KoaContextWithOIDC, error: errors.OIDCProviderError): void {
    const exchange = this.#exchanges.get(ctx.req)
    if (!exchange) return
    const outcome = error.error === 'invalid_grant' ? 'invalid_grant' : 'error'
    this.#context.stats.tokenOutcome(exchange.grant, outcome)
    this.#context.ledger.grant({
      grant: exchange.grant,
      clientId: ctx.oidc.client?.clientId,
      usedRefreshToken: exchange.usedRefreshToken,
      outcome,
      error: error.error,
      delivered: exchange.delivered,
    })
  }
}

/** Responds as a fault says: with its status, or by closing the connection. */
export function answerFault(req: IncomingMessage, res: ServerResponse, fault: ActiveFault): void {
  if (fault.drop) {
    req.socket.destroy()
    return
  }
  const status = fault.status ?? 503
  if (typeof fault.body === 'string') {
    res.writeHead(status, { 'content-type': 'text/html;charset=UTF-8', ...fault.headers })
    res.end(fault.body)
  }
  else if (fault.body === undefined) {
    sendEmpty(res, status, fault.headers)
  }
  else {
    sendJson(res, status, fault.body, fault.headers)
  }
}

function hashOf(token: unknown): string | undefined {
  return typeof token === 'string' && token ? tokenHash(token) : undefined
}
