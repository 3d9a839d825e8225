import { ofetch } from 'ofetch'
import { createSapccModule } from './create-module'
import { isOnServer } from './is-on-server'
import type { SapccModule, SapccModuleOptions } from './module-options'
import { createRequestOptions } from './request-options'
import { createHttpTransport } from './transport/http-transport'
import { withRefreshName } from './transport/refresh-name'

/**
 * The SDK module for SAP Commerce Cloud: its connector has a method for each
 * operation. Calls that fail with an expired token share one refresh and are
 * repeated once.
 *
 * @param options all have defaults.
 * @returns for `buildModule` of Alokai's SDK. The methods throw a `SapccError`.
 *
 * @example
 * const sdk = initSDK({
 *   sapcc: buildModule(sapccModule, {
 *     apiUrl: 'https://shop.example/api/sapcc',
 *     refreshToken: { callbacks: { onTokenRefreshed: () => console.log('renewed') } },
 *   }),
 * })
 */
export function sapccModule(options: SapccModuleOptions = {}): SapccModule {
  const { transport, ...settings } = options
  const apiUrl = settings.apiUrl || '/api/sapcc'
  const url = isOnServer() ? settings.ssrApiUrl || apiUrl : apiUrl
  const resolved = { ...settings, apiUrl: url }
  return createSapccModule(resolved, transport ?? withRefreshName(createHttpTransport({ apiUrl: url, fetch: ofetch })), createRequestOptions(resolved))
}
