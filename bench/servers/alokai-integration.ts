/** An integration of Alokai's middleware with as many methods as OCC has operations, all alike. */
import { apiClientFactory } from '@vue-storefront/middleware'
import { Agent, request } from 'undici'
import { AUTHORIZATION, CART_PATH, upstreamUrl } from './listen.ts'

const METHODS = 337
const dispatcher = new Agent({ connections: 128, keepAliveTimeout: 30_000 })
const url = upstreamUrl() + CART_PATH

/** The same HTTP client as the others', so that the middleware is what is measured. */
async function getCart(): Promise<unknown> {
  const { body } = await request(url, { dispatcher, headers: { authorization: AUTHORIZATION } })
  return await body.json()
}

const others = Array.from({ length: METHODS - 1 }, (_, index) => [`operation${index}`, getCart] as const)

export const { createApiClient } = apiClientFactory({
  onCreate: (config: object) => ({ config, client: {} }),
  api: { getCart, ...Object.fromEntries(others) },
})
