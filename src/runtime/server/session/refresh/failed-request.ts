import { SapccError } from '../../../sdk/errors'
import { refreshFailure, refreshRefused, serverUnavailable } from '../../oauth/errors'
import { refreshTokenOfFailedResponse } from '../../oauth/tokens'
import { retryUntilDone } from '../../storage/retry-until-done'
import { isStorageUnavailable } from '../../storage/storage-unavailable'
import { settlesWithin } from '../../time/sleep'
import type { Session } from '../session'
import { INTENT_LIFETIME } from './intents'
import { keepRefreshToken } from './keep-tokens'
import { sessionEnded, unavailableOutcome } from './outcome'
import type { Outcome } from './outcome'
import { SAVE_WAIT } from '../save-wait'
import type { RefreshContext } from './refresh-context'
import type { Claim } from './token-claim'
import { REQUEST_LIMIT, RequestTimeout } from './token-request'

/** How long this process keeps trying to store that a session has ended, while the storage is not available: SAP's refresh tokens live for an hour by default. Milliseconds. */
const STORE_END_FOR = 60 * 60 * 1000

/** What a failed token request means for the session. */
export async function afterFailedRequest(context: RefreshContext, claim: Claim, error: unknown): Promise<Outcome> {
  const { failures, report } = context
  const { current } = claim
  // The authorization server may still process the request: keep the intent, so that the token is not sent again.
  if (error instanceof RequestTimeout) return unavailableOutcome(serverUnavailable({ cause: error }), INTENT_LIFETIME - REQUEST_LIMIT)
  const failure = refreshFailure(error)
  switch (failure) {
    case 'grant-over':
      if (error instanceof SapccError) report(error, 'session-over')
      return await refused(context, claim, error)
    case 'customer-refused':
      return await refusedForCustomer(context, claim, error)
    case 'customer-unclear':
    case 'client-unclear':
      if (failures.noteUnclear(current.id, error, failure === 'client-unclear')) return await refusedForCustomer(context, claim, error)
      context.track(claim.clear())
      return unavailableOutcome(error, failures.pause(current.id))
    case 'doubtful': {
      failures.noteDoubtful(current.id, error)
      const refreshToken = refreshTokenOfFailedResponse(error)
      if (refreshToken === undefined) await settlesWithin(claim.clear(), SAVE_WAIT)
      else await keepRefreshToken(context, claim, refreshToken)
      return unavailableOutcome(error)
    }
    case 'down':
      if (error instanceof SapccError && error.status === 502) report(error, 'trouble')
      await settlesWithin(claim.clear(), SAVE_WAIT)
      return unavailableOutcome(error)
  }
}

/** Ends a session whose access token is no longer valid and that has no refresh token; only one caller gets `isNew`. */
export async function endWithoutRefreshToken(context: RefreshContext, session: Session, outcome: Outcome & { kind: 'ended' }): Promise<Outcome> {
  const { store } = context
  return await context.exclusively(await store.lockKey(session), async (): Promise<Outcome> => {
    const newest = await context.newestOf(session)
    if (!newest) return sessionEnded()
    if (newest.session.refreshToken !== undefined) return { kind: 'known', session: newest.session }
    await store.end(newest.session)
    return { ...outcome, isNew: true }
  })
}

/** Ends a session because the authorization server refuses this customer, and reports the reason to the operator. */
async function refusedForCustomer(context: RefreshContext, claim: Claim, error: unknown): Promise<Outcome> {
  const refusal = refreshRefused(error)
  context.report(refusal, 'trouble')
  return await refused(context, claim, refusal)
}

async function refused(context: RefreshContext, { key, current }: Claim, error: unknown): Promise<Outcome> {
  async function newerTokens(): Promise<Outcome | undefined> {
    const newest = await context.newestOf(current)
    return newest && newest.session.generation > current.generation ? { kind: 'known', session: newest.session } : undefined
  }
  const end = (): Promise<Outcome> => context.exclusively(key, async () => {
    // Another process may have refreshed the session while this one was suspended for longer than the intent's lifetime.
    const renewed = await newerTokens()
    if (renewed) return renewed
    // Or stores the tokens of an earlier refresh at this moment.
    return (await context.store.endUpTo(current) ? undefined : await newerTokens()) ?? { kind: 'refused', error }
  })
  try {
    return await end()
  }
  catch (storeError) {
    if (!isStorageUnavailable(storeError)) throw storeError
    // The intent keeps the token from being sent again for a while; after that the session must have ended.
    context.track(retryUntilDone(end, STORE_END_FOR))
    return { kind: 'refused', error }
  }
}
