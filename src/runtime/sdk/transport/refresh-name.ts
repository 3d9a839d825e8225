import { errorStatus } from '../refresh/is-unauthorized'
import type { Transport } from './http-transport'

/**
 * Refreshes by the method that a server has for it: `refreshUserToken`, or
 * `OAuthUserTokenRefresh` at an Alokai middleware that does not know that name.
 */
export function withRefreshName(transport: Transport): Transport {
  /** What this middleware calls it, once it has said that it does not know the other name. */
  let refreshMethod = 'refreshUserToken'

  return async (operation, args, config) => {
    if (operation !== 'refreshUserToken') return await transport(operation, args, config)
    try {
      return await transport(refreshMethod, args, config)
    }
    catch (error) {
      if (errorStatus(error) !== 404 || refreshMethod !== 'refreshUserToken') throw error
    }
    refreshMethod = 'OAuthUserTokenRefresh'
    return await transport(refreshMethod, args, config)
  }
}
