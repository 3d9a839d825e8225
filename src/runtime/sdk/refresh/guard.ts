import { createRefreshTokenAndRetryHandler } from './handler'
import type { RefreshTokenOptions } from './options'
import { waitForRefresh } from './refresh-and-retry'
import type { RefreshTokenState } from './refresh-and-retry'

/** Options of {@link createRefreshGuard}: those of the SDK module, with `refreshTokenMethod` required. */
export type RefreshGuardOptions = RefreshTokenOptions & Required<Pick<RefreshTokenOptions, 'refreshTokenMethod'>>

/**
 * Wraps a function: the wrapper behaves like it, but refreshes an expired token and
 * calls it once more.
 *
 * @param method function that makes a call; called with the same arguments again after a refresh.
 */
export type RefreshGuard = <Args extends unknown[], Result>(method: (...args: Args) => Result | Promise<Result>) => (...args: Args) => Promise<Result>

/**
 * Creates a wrapper for the functions that make calls in one session, whichever client
 * they belong to:
 *
 * - Any number of calls that fail with an expired token cause one refresh, and each call is repeated once.
 * - A call whose 401 arrives after the refresh has ended is repeated without another refresh.
 * - A call that starts while a refresh is in progress waits for it.
 *
 * It uses {@link createRefreshTokenAndRetryHandler} and records for it when each call starts.
 *
 * @example
 * const guard = createRefreshGuard({ refreshTokenMethod: () => api.refresh() })
 * const getUser = guard(api.getUser)
 * await getUser('jane')
 */
export function createRefreshGuard(options: RefreshGuardOptions): RefreshGuard {
  const state: RefreshTokenState = {}
  const handle = createRefreshTokenAndRetryHandler(state)

  return method => async (...args) => {
    // A failed refresh is handled by the call that caused it. This call is made in any case and gets its own response.
    if (state.renewing) await waitForRefresh(state)
    const startedAt = state.generation ?? 0
    try {
      return await method(...args)
    }
    catch (error) {
      return await handle(error, method, args, { ...options, startedAt })
    }
  }
}
