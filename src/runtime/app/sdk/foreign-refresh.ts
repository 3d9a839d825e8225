import { errorStatus } from '../../core/refresh/is-unauthorized'
import type { Transport } from '../../core/sdk/http-transport'

/**
 * An Alokai middleware's refresh method: `refreshUserToken`, or
 * `OAuthUserTokenRefresh` in versions that do not know that name.
 */
export function foreignRefresh(transport: Transport): Transport {
  return async (operation, args, config) => {
    try {
      return await transport(operation, args, config)
    }
    catch (error) {
      if (operation !== 'refreshUserToken' || errorStatus(error) !== 404) throw error
      return await transport('OAuthUserTokenRefresh', args, config)
    }
  }
}
