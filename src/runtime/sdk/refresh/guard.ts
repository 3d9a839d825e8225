import { createRefreshTokenAndRetryHandler } from './handler'
import type { RefreshTokenOptions } from './options'
import { waitForRefresh } from './refresh-and-retry'
import type { RefreshTokenState } from './refresh-and-retry'

/** Options of {@link createRefreshGuard}: those of the SDK module, of which the way to a new token has to be given. */
export type RefreshGuardOptions = RefreshTokenOptions & Required<Pick<RefreshTokenOptions, 'refreshTokenMethod'>>

/**
 * Guards one function: the result behaves like it, and cures an expired token.
 *
 * @param method called with the same arguments, once more after a refresh.
 */
export type RefreshGuard = <Args extends unknown[], Result>(method: (...args: Args) => Result | Promise<Result>) => (...args: Args) => Promise<Result>

/**
 * Guards the functions of one session, whatever client they belong to:
 *
 * - However many calls fail with an expired token, there is one refresh, and each call is repeated once.
 * - A 401 that arrives after the refresh has ended is repeated without another one.
 * - A call that starts while a refresh is under way waits for it.
 *
 * It is {@link createRefreshTokenAndRetryHandler} with the beginning of each call written down.
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
    // Its failure is dealt with by the call that caused it; this one learns what its own token is worth.
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
