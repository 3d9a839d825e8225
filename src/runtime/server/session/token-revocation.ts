import type { CustomerTokens, OAuthClient } from '../oauth'
import { isDefiniteRefusal, serverUnavailable } from '../oauth/errors'
import { settlesWithin } from '../time/sleep'
import type { RefreshIntents } from './refresh/intents'
import { REQUEST_LIMIT } from './refresh/token-request'
import { keepsRefreshToken } from './refresh/spent-tokens'
import type { SpentTokens } from './refresh/spent-tokens'
import { isKeptForLateSignIn } from './late-sign-in'
import { sessionFromTokens } from './session'
import type { Session } from './session'
import type { SendRefreshToken } from './same-token-refresh'
import type { SessionStore } from './session-store'

/** Revokes tokens, and renews those of a session that has ended. */
export interface TokenRevocation {
  revoke: OAuthClient['revoke']
  /**
   * Refreshes an ended session once more, because the authorization server may accept only the newest ID token, which
   * sessions do not keep. The tokens that come with it are to be revoked in place of the session's.
   *
   * @returns the session with its new tokens, and the ID token; the session as it was where there are no new ones. Never rejects.
   */
  renewLast: (session: Session) => Promise<{ session: Session, idToken?: string }>
}

/** Options of {@link createTokenRevocation}. */
export interface TokenRevocationOptions {
  oauth: Pick<OAuthClient, 'revoke'>
  /** Sends refresh tokens, as for the sessions. */
  refresh: SendRefreshToken
  spent: SpentTokens
  intents: RefreshIntents
  store: Pick<SessionStore, 'keepForLateSignIn'>
  /** Milliseconds that a sign-out waits for a refresh, which continues after that. */
  timeout: number
  /**
   * Called with tokens that such a refresh has brought after the sign-out had stopped waiting, and that no sign-in has taken over: they must be revoked. A later attempt
   * only has the token that was replaced, and that one is spent.
   */
  onLate: (session: Session) => void
}

/**
 * Revokes tokens of sessions. A refresh may be necessary before: for a revocation at the legacy server, and for the ID token of a sign-out. It
 * follows the rules of a session's refresh: nothing is sent while another request
 * with this token may be in progress (the revocation then fails as in an outage),
 * nor a token that is known to be spent since its session began.
 */
export function createTokenRevocation({ oauth, refresh, spent, intents, store, timeout, onLate }: TokenRevocationOptions): TokenRevocation {
  async function send(refreshToken: string, of: Pick<Session, 'accessToken' | 'createdAt'>): Promise<CustomerTokens> {
    const refusal = await spent.refusal(refreshToken, { of, anywhere: true })
    if (refusal) throw refusal
    const intent = await intents.begin({ refreshToken })
    if ('retryAfterMs' in intent) throw serverUnavailable({ cause: new Error('Another request with this refresh token may be in progress.') })
    const signal = AbortSignal.timeout(REQUEST_LIMIT)
    try {
      const tokens = await refresh(refreshToken, { session: of, signal })
      if (keepsRefreshToken(tokens, refreshToken)) await intent.clear()
      else await spent.note(refreshToken)
      return tokens
    }
    catch (error) {
      // After a timeout, the authorization server may still process the request.
      if (!isDefiniteRefusal(error) && !signal.aborted) await intent.clear()
      throw error
    }
  }

  /** @throws SapccError 503 when the answer takes too long; what it brings is then revoked. */
  async function renew(refreshToken: string, of: Pick<Session, 'accessToken' | 'createdAt'>): Promise<CustomerTokens> {
    const renewal = send(refreshToken, of)
    if (await settlesWithin(renewal, timeout)) return await renewal
    renewal.then(async (late) => {
      if (keepsRefreshToken(late, refreshToken)) return
      const session = sessionFromTokens(late, undefined, Date.now())
      if (!await isKeptForLateSignIn(store, session, refreshToken)) onLate(session)
    }).catch(() => undefined)
    throw serverUnavailable()
  }

  return {
    revoke: (tokens, options) => oauth.revoke(tokens, {
      async refresh(refreshToken) {
        const { accessToken = '', createdAt } = tokens
        return await renew(refreshToken, { accessToken, ...(createdAt === undefined ? {} : { createdAt }) })
      },
      ...options,
    }),
    async renewLast(session) {
      if (session.refreshToken === undefined) return { session }
      try {
        const tokens = await renew(session.refreshToken, session)
        const { id_token: idToken } = tokens
        return { session: sessionFromTokens(tokens, session, Date.now()), ...(idToken === undefined ? {} : { idToken }) }
      }
      catch {
        return { session }
      }
    },
  }
}
