/** An integration of Alokai's middleware with as many methods as OCC has operations, all alike. */
import { apiClientFactory } from '@vue-storefront/middleware'
import { Agent, request } from 'undici'
import { PRODUCT_READS } from '../app/app/reads.ts'
import { AUTHORIZATION } from './fixed-token.ts'
import { CART_PATH, upstreamUrl } from './listen.ts'

const METHODS = 337
const dispatcher = new Agent({ connections: 128, keepAliveTimeout: 30_000 })

/** The same HTTP client as the others', so that the middleware is what is measured. */
const endpoint = (path: string) => async (): Promise<unknown> => {
  const { body } = await request(upstreamUrl() + path, { dispatcher, headers: { authorization: AUTHORIZATION } })
  return await body.json()
}

const getCart = endpoint(CART_PATH)
const reads = Object.entries(PRODUCT_READS).map(([name, path]) => [name, endpoint(`/occ/v2/electronics${path}`)] as const)
const others = Array.from({ length: METHODS - 1 - reads.length }, (_, index) => [`operation${index}`, getCart] as const)

export const { createApiClient } = apiClientFactory({
  onCreate: (config: object) => ({ config, client: {} }),
  api: { getCart, ...Object.fromEntries([...reads, ...others]) },
})
