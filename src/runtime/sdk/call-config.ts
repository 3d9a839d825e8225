import { prepareConfig } from '@vue-storefront/sdk'
import type { MethodConfig } from '@vue-storefront/sdk'
import type { FetchInstance } from './transport/fetch-instance'

/**
 * Settings of a single call. Made with `prepareConfig` of the SDK and given as
 * the last argument, as with every method of Alokai's SDK.
 *
 * - `method`: `'POST'` (default) or, for operations that only read, `'GET'`.
 * - `headers`: additional request headers.
 * - `signal`: an `AbortSignal`.
 * - `fetch`: an instance of `ofetch` that sends the call.
 * - everything else goes to `ofetch`, e.g. `timeout` in milliseconds.
 * - `onResponseHeaders`: gets the headers of the answer, of which the server passes on
 *   `X-Anonymous-Consents`, `Occ-Personalization-Id`, `Occ-Personalization-Time` and those that the shop lists.
 * - `refreshToken`: `false` leaves a 401 alone, without refresh and retry.
 *
 * @example
 * sdk.sapcc.getUser({}, prepareConfig({ refreshToken: false }))
 */
export type SapccCallConfig = MethodConfig & {
  refreshToken?: boolean
  signal?: AbortSignal
  fetch?: FetchInstance
  onResponseHeaders?: (headers: Headers) => void
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
