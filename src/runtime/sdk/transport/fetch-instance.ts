import type { FetchOptions, FetchResponse } from 'ofetch'

/** The part of `ofetch` that a transport needs: `ofetch` itself, Nuxt's `$fetch`, or the result of their `create`. */
export interface FetchInstance {
  raw: (url: string, options: FetchOptions & { method: 'GET' | 'POST' }) => Promise<FetchResponse<unknown>>
}
