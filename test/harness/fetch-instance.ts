import { createFetch } from 'ofetch'
import type { FetchInstance } from '../../src/runtime/sdk/transport/fetch-instance.ts'

/** An instance of `ofetch` whose requests a test answers, with the headers as a plain object. */
export function fetchInstance(answer: (url: string, init: RequestInit & { headers: Record<string, string> }) => Promise<Response>): FetchInstance {
  return createFetch({
    fetch: (request, init) => answer(String(request), { ...init, headers: Object.fromEntries(new Headers(init?.headers)) }),
  })
}
