import { ofetch } from 'ofetch'
import { createHttpTransport } from '../transport/http-transport'
import { withRefreshName } from '../transport/refresh-name'
import { createRefreshAndRetry } from './refresh-and-retry'
import type { RefreshTokenAndRetryHandler, RefreshTokenState } from './refresh-and-retry'

/**
 * Makes the handler that all calls of one session share: however many of them
 * fail meanwhile, there is one refresh, and each call is repeated once.
 *
 * Works on any function and without Nuxt. A callback must not await a call that
 * is guarded by the same handler without `startedAt`: it would wait for itself.
 *
 * @param initialState shared with the caller, mutated.
 *
 * @example
 * const handle = createRefreshTokenAndRetryHandler()
 * const load = (id: string) => api.get(id).catch(error =>
 *   handle(error, api.get, [id], { refreshTokenMethod: () => api.refresh() }))
 */
export function createRefreshTokenAndRetryHandler(initialState: RefreshTokenState = {}): RefreshTokenAndRetryHandler {
  const transport = withRefreshName(createHttpTransport({ apiUrl: '/api/sapcc', fetch: ofetch }))
  return createRefreshAndRetry(initialState, () => transport('refreshUserToken', [], {}))
}
