import { errorStatus } from '../read-error'
import type { Transport } from './http-transport'

/**
 * Wraps a transport so that a refresh calls the method that the server has:
 * `refreshUserToken`, or `OAuthUserTokenRefresh` on an Alokai middleware, which
 * responds with 404 to the first name.
 */
export function withRefreshName(transport: Transport): Transport {
  /** The name that the server knows; changed after a 404. */
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
