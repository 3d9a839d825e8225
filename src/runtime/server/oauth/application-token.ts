import type { OAuthUserTokenResponse } from '../../sdk/token'
import { systemClock } from '../time/clock'

/** The shop's own token (client credentials), for the few calls that need one without a customer. */
export interface ApplicationToken {
  /** A valid token. It is fetched when it is first needed, by one request for all callers. */
  get: () => Promise<string>
  /** SAP answered 401 to this token: the next `get` fetches another one. */
  discard: (token: string) => void
}

/** A new token is requested this long before the current one expires, but not before half of its lifetime has passed. Milliseconds. */
const MARGIN = 30_000

/**
 * @param options.fetchToken asks the authorization server.
 * @param options.retryInterval milliseconds to wait after a failure; meanwhile the failure is the answer.
 */
export function createApplicationToken(options: {
  fetchToken: () => Promise<OAuthUserTokenResponse>
  retryInterval: number
  /** @default the monotonic clock */
  now?: () => number
}): ApplicationToken {
  const { fetchToken, retryInterval, now = systemClock.monotonic } = options
  let current: { token: string, goodUntil: number } | undefined
  let inFlight: Promise<string> | undefined
  let failure: { error: unknown, until: number } | undefined

  async function fetchOnce(): Promise<string> {
    try {
      const { access_token: token, expires_in: seconds } = await fetchToken()
      const lifetime = seconds * 1000
      current = { token, goodUntil: now() + lifetime - Math.min(MARGIN, lifetime / 2) }
      failure = undefined
      return token
    }
    catch (error) {
      failure = { error, until: now() + retryInterval }
      throw error
    }
    finally {
      inFlight = undefined
    }
  }

  return {
    async get() {
      if (current && current.goodUntil > now()) return current.token
      if (inFlight) return await inFlight
      if (failure && failure.until > now()) throw failure.error
      inFlight = fetchOnce()
      return await inFlight
    },
    discard(token) {
      if (current?.token === token) current = undefined
    },
  }
}
