import { errorStatus } from '../../sdk/refresh/is-unauthorized'
import type { Transport } from '../../sdk/transport/http-transport'

/**
 * An Alokai middleware's refresh method: `refreshUserToken`, or
 * `OAuthUserTokenRefresh` in versions that do not know that name.
 */
export function foreignRefresh(transport: Transport): Transport {
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
