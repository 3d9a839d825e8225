import { prepareConfig as markAsConfig } from '@vue-storefront/sdk'
import type { MethodConfig } from '@vue-storefront/sdk'
import type { FetchOptions } from 'ofetch'
import type { FetchInstance } from './transport/fetch-instance'

/** Options of `ofetch` for a call that is sent over HTTP. `timeout` is in milliseconds. */
type FetchSettings = Pick<FetchOptions, 'timeout' | 'query' | 'cache' | 'credentials' | 'keepalive' | 'priority' | 'redirect' | 'onRequest' | 'onRequestError' | 'onResponse' | 'onResponseError'>

/** Settings of a single call, for {@link prepareConfig}. */
export interface SapccCallSettings extends FetchSettings {
  /** HTTP method of the request; `'GET'` is only for operations that read. @default 'POST' */
  method?: 'GET' | 'POST'
  /** Additional request headers. The server decides which of them are sent to SAP. */
  headers?: Record<string, string | string[]>
  /** Aborts the call, which then fails with the signal's `reason`. */
  signal?: AbortSignal
  /** Whether a 401 leads to a refresh and a retry. @default true */
  refreshToken?: boolean
  /**
   * Called with the response headers; over HTTP also when the call failed. Of SAP's headers the server passes on
   * `X-Anonymous-Consents`, `Occ-Personalization-Id`, `Occ-Personalization-Time` and those that the shop lists.
   */
  onResponseHeaders?: (headers: Headers) => void
  /** An instance of `ofetch` that sends this call, instead of the module's. */
  fetch?: FetchInstance
}

/** A symbol, so that interceptors, which see a call's settings, do not take it for one of them. */
export const FOR_EVERYONE: unique symbol = Symbol('forEveryone')

/** What the module's own composables add to a call's settings. */
export interface ComposableSettings {
  /** Whether the call reads what is the same for everybody. @default by the operation */
  [FOR_EVERYONE]?: boolean
}

/** The last argument of a method, made by {@link prepareConfig}. */
export type SapccCallConfig = MethodConfig & SapccCallSettings

/**
 * Marks the settings of a call, so that a method accepts them as its last argument.
 * It is `prepareConfig` of `@vue-storefront/sdk` with types; both return the same.
 *
 * @param settings settings of the call; the object is not changed.
 * @returns the last argument of a method.
 *
 * @example
 * await sdk.sapcc.getUser({}, prepareConfig({ refreshToken: false, timeout: 2000 }))
 */
export function prepareConfig(settings: SapccCallSettings): SapccCallConfig {
  return markAsConfig(settings as Parameters<typeof markAsConfig>[0])
}

/** The symbol with which the SDK marks such objects. It does not export the symbol. */
const configMark = Object.getOwnPropertySymbols(prepareConfig({}))[0]

/**
 * Separates the settings of a call from its arguments.
 *
 * @param args all arguments of the method; the array is not changed.
 */
export function splitCallConfig(args: readonly unknown[]): { args: unknown[], config: Partial<SapccCallConfig> } {
  const last = args.at(-1)
  if (configMark !== undefined && typeof last === 'object' && last !== null && configMark in last) {
    return { args: args.slice(0, -1), config: last as SapccCallConfig }
  }
  return { args: [...args], config: {} }
}
