import { ofetch } from 'ofetch'
import { createSapccModule, isRendering } from './create-module'
import type { SapccModule, SapccModuleOptions } from './module-options'
import { createRequestOptions } from './request-options'
import { createHttpTransport } from './transport/http-transport'
import { withRefreshName } from './transport/refresh-name'

/**
 * The SDK module for SAP Commerce Cloud: a connector whose every call is
 * repeated once after one shared refresh when it met an expired token.
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
  const url = isRendering() ? settings.ssrApiUrl || apiUrl : apiUrl
  const resolved = { ...settings, apiUrl: url }
  return createSapccModule(resolved, transport ?? withRefreshName(createHttpTransport({ apiUrl: url, fetch: ofetch })), createRequestOptions(resolved))
}
