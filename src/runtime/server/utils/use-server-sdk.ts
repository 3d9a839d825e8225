import { createSapccModule } from '../../sdk/create-module'
import type { SapccMethods } from '../../sdk/module-options'
import type { ServerEvent } from '../platform/types'
import { createServerTransport } from '../../sdk/transport/server-transport'

/**
 * The methods of `sdk.sapcc` for the shop's own server routes, bound to the
 * session of one request: expired tokens are renewed, and the new cookies are
 * set on this request's response.
 *
 * @example
 * export default defineEventHandler(async (event) => {
 *   const { entries } = await useServerSdk(event).getCart({ cartId: 'current' })
 *   return { count: entries?.length ?? 0 }
 * })
 */
export function useServerSdk(event: ServerEvent): SapccMethods {
  const transport = createServerTransport(event.context.sapcc, event)
  const module = createSapccModule({ host: { onRefreshed: transport.onRefreshed }, refreshToken: { ssrRefreshEnabled: true } }, transport)
  return module.connector
}
