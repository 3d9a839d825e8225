import type { OAuthUserTokenResponse } from '../../sdk/token'
import type { OAuthClient } from '../oauth'
import { isDefiniteRefusal, serverUnavailable } from '../oauth/errors'
import { systemClock } from '../time/clock'
import { settlesWithin } from '../time/sleep'
import { SEND_WITHIN } from './refresh/intents'
import type { RefreshIntents } from './refresh/intents'
import { REQUEST_LIMIT } from './refresh/token-request'
import { keepsRefreshToken } from './refresh/spent-tokens'
import type { SpentTokens } from './refresh/spent-tokens'
import { isKeptForLateSignIn } from './late-sign-in'
import { sessionFromTokens } from './session'
import type { Session } from './session'
import type { SendRefreshToken } from './same-token-refresh'
import type { SessionStore } from './session-store'

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
  /** @default the monotonic clock */
  now?: () => number
}

/**
 * Revokes tokens of sessions. The legacy server may require a refresh before. It
 * follows the rules of a session's refresh: nothing is sent while another request
 * with this token may be in progress (the revocation then fails as in an outage),
 * nor a token that is known to be spent since its session began.
 */
export function createTokenRevocation({ oauth, refresh, spent, intents, store, timeout, onLate, now = systemClock.monotonic }: TokenRevocationOptions): OAuthClient['revoke'] {
  async function send(refreshToken: string, of: Pick<Session, 'accessToken' | 'createdAt'>): Promise<OAuthUserTokenResponse> {
    const sendBy = now() + SEND_WITHIN
    const refusal = await spent.refusal(refreshToken, { of, anywhere: true })
    if (refusal) throw refusal
    const intent = await intents.begin({ refreshToken })
    if ('retryAfterMs' in intent) throw serverUnavailable({ cause: new Error('Another request with this refresh token may be in progress.') })
    if (now() > sendBy) {
      await intent.clear()
      throw serverUnavailable({ cause: new Error(`The refresh token was not sent: the steps before it took longer than ${SEND_WITHIN} ms.`) })
    }
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

  return (tokens, options) => oauth.revoke(tokens, {
    async refresh(refreshToken) {
      const { accessToken = '', createdAt } = tokens
      const renewal = send(refreshToken, { accessToken, ...(createdAt === undefined ? {} : { createdAt }) })
      if (await settlesWithin(renewal, timeout)) return await renewal
      renewal.then(async (late) => {
        if (keepsRefreshToken(late, refreshToken)) return
        const session = sessionFromTokens(late, undefined, Date.now())
        if (!await isKeptForLateSignIn(store, session, refreshToken)) onLate(session)
      }).catch(() => undefined)
      throw serverUnavailable()
    },
    ...options,
  })
}
