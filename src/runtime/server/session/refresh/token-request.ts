import type { LoginTokens } from '../../oauth'
import { settlesWithin } from '../../time/sleep'
import type { CallingRequest } from '../../upstream/watch-call'
import type { SessionRefreshOptions } from './refresh-context'
import type { Claim } from './token-claim'

/** Time limit of a token request. The request must end before its intent expires. Milliseconds. */
export const REQUEST_LIMIT = 50_000

/** A suspended process runs its timers before it reads a response that has arrived, so the response is accepted for this long after the timeout. Milliseconds. */
const THAW = 1000

/** The token request was aborted. It is unknown whether the refresh token is spent. */
export class RequestTimeout extends Error {}

/**
 * Sends the refresh token of a claim.
 *
 * @throws RequestTimeout when there was no answer within {@link REQUEST_LIMIT}.
 */
export async function requestTokens(refresh: SessionRefreshOptions['refresh'], { refreshToken, current }: Claim, onBehalfOf: CallingRequest | undefined): Promise<LoginTokens> {
  const abort = new AbortController()
  const request = refresh(refreshToken, { signal: abort.signal, session: current, onBehalfOf })
  if (await settlesWithin(request, REQUEST_LIMIT) || await settlesWithin(request, THAW)) return await request
  request.catch(() => undefined)
  abort.abort()
  throw new RequestTimeout('The authorization server did not answer in time.')
}
