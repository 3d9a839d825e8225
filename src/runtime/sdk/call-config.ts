import { prepareConfig as markAsConfig } from '@vue-storefront/sdk'
import type { MethodConfig } from '@vue-storefront/sdk'
import type { FetchOptions } from 'ofetch'
import type { FetchInstance } from './transport/fetch-instance'

/** What `ofetch` itself does with a call that is sent over HTTP. `timeout` is in milliseconds. */
type FetchSettings = Pick<FetchOptions, 'timeout' | 'query' | 'cache' | 'credentials' | 'keepalive' | 'priority' | 'redirect' | 'onRequest' | 'onRequestError' | 'onResponse' | 'onResponseError'>

/** Settings of a single call, for {@link prepareConfig}. */
export interface SapccCallSettings extends FetchSettings {
  /** `'GET'` is for operations that only read. @default 'POST' */
  method?: 'GET' | 'POST'
  /** Additional request headers. Which of them reach SAP is the server's decision. */
  headers?: Record<string, string | string[]>
  /** Ends the call: it then fails with the reason of the signal. */
  signal?: AbortSignal
  /** `false` leaves a 401 alone, without refresh and retry. @default true */
  refreshToken?: boolean
  /**
   * Gets the headers of the answer, also of one that reports a failure. The server passes on
   * `X-Anonymous-Consents`, `Occ-Personalization-Id`, `Occ-Personalization-Time` and those that the shop lists.
   */
  onResponseHeaders?: (headers: Headers) => void
  /** An instance of `ofetch` that sends this call. */
  fetch?: FetchInstance
}

/** The last argument of a method, made by {@link prepareConfig}. */
export type SapccCallConfig = MethodConfig & SapccCallSettings

/**
 * Makes the last argument of a method from the settings of a call. It is
 * `prepareConfig` of `@vue-storefront/sdk` with types; both give the same.
 *
 * @param settings not changed.
 *
 * @example
 * await sdk.sapcc.getUser({}, prepareConfig({ refreshToken: false, timeout: 2000 }))
 */
export function prepareConfig(settings: SapccCallSettings): SapccCallConfig {
  return markAsConfig(settings as Parameters<typeof markAsConfig>[0])
}

/** The SDK marks such objects with a symbol it does not export. */
const configMark = Object.getOwnPropertySymbols(prepareConfig({}))[0]

/**
 * Parts a call's arguments from its settings.
 *
 * @param args as the caller gave them; not changed.
 */
export function splitCallConfig(args: readonly unknown[]): { args: unknown[], config: Partial<SapccCallConfig> } {
  const last = args.at(-1)
  if (configMark !== undefined && typeof last === 'object' && last !== null && configMark in last) {
    return { args: args.slice(0, -1), config: last as SapccCallConfig }
  }
  return { args: [...args], config: {} }
}
