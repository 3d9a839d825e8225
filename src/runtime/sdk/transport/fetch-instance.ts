import type { FetchOptions, FetchResponse } from 'ofetch'

/** What a transport needs of `ofetch`: it, Nuxt's `$fetch`, or what the `create` of either returns. */
export interface FetchInstance {
  raw: (url: string, options: FetchOptions & { method: 'GET' | 'POST' }) => Promise<FetchResponse<unknown>>
}
