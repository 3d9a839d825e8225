import { ofetch } from 'ofetch'
import { createHttpTransport } from '../transport/http-transport'
import { withRefreshName } from '../transport/refresh-name'
import { createRefreshAndRetry } from './refresh-and-retry'
import type { RefreshTokenAndRetryHandler, RefreshTokenState } from './refresh-and-retry'

/**
 * Creates the handler that all calls of one session share: any number of calls that
 * fail with a 401 cause one refresh, and each call is repeated once.
 *
 * It works with any function and without Nuxt. A callback must not await a call that
 * uses the same handler without `startedAt`, because it would wait for itself.
 *
 * @param initialState state that the handler shares with the caller, and changes.
 *
 * @example
 * const state: RefreshTokenState = {}
 * const handle = createRefreshTokenAndRetryHandler(state)
 * async function load(id: string) {
 *   // Before the call: a 401 that arrives after a refresh which began later causes no second one.
 *   const startedAt = state.generation ?? 0
 *   return await api.get(id).catch(error =>
 *     handle(error, api.get, [id], { startedAt, refreshTokenMethod: () => api.refresh() }))
 * }
 */
export function createRefreshTokenAndRetryHandler(initialState: RefreshTokenState = {}): RefreshTokenAndRetryHandler {
  const transport = withRefreshName(createHttpTransport({ apiUrl: '/api/sapcc', fetch: ofetch }))
  return createRefreshAndRetry(initialState, () => transport('refreshUserToken', [], {}))
}
