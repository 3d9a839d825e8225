import { createConnector } from '../../sdk/connector'
import { createSapccModule } from '../../sdk/create-module'
import type { SapccMethods } from '../../sdk/module-options'
import type { ServerEvent } from '../platform/types'
import { withSdkCause } from '../../shared/sdk-cause'
import { createServerTransport } from '../../shared/server-transport'

/**
 * The SDK for the shop's own server routes.
 *
 * Its methods are also there without `sapcc`, as `useServerSdk(event).getCart()`. That short form is deprecated: it does
 * not read like `useSdk().sapcc.getCart()` in the app.
 */
export type ServerSdk = { readonly sapcc: SapccMethods } & SapccMethods

/**
 * The methods of `useSdk().sapcc` for the shop's own server routes, bound to the
 * session of one request: expired tokens are renewed, and the new cookies are
 * set on this request's response.
 *
 * @param event event of the request. Use the result for this request only.
 *
 * @example
 * export default defineEventHandler(async (event) => {
 *   const { entries } = await useServerSdk(event).sapcc.getCart()
 *   return { count: entries?.length ?? 0 }
 * })
 */
export function useServerSdk(event: ServerEvent): ServerSdk {
  const transport = createServerTransport(event.context.sapcc, event)
  const { connector } = createSapccModule({ host: { onRefreshed: transport.onRefreshed }, refreshToken: { ssrRefreshEnabled: true } }, transport)
  const methods = createConnector(async (name, args) => {
    try {
      return await (Reflect.get(connector, name) as (...args: unknown[]) => Promise<unknown>)(...args)
    }
    catch (error) {
      throw withSdkCause(error)
    }
  })
  return new Proxy(methods as unknown as ServerSdk, {
    get: (target, name, receiver) => name === 'sapcc' ? methods : Reflect.get(target, name, receiver) as unknown,
  })
}
