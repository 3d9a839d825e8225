import { describe, expect, it } from 'vitest'
import { useBuiltApp } from '../harness/built-app.ts'
import { Client } from '../harness/client.ts'
import { rawRequest } from '../harness/raw-request.ts'
import type { RawRequestOptions } from '../harness/raw-request.ts'

/** Counts the requests that pass through Nitro's app, and installs listeners and layers of Nitro when it is told to. */
const OBSERVER = `
export default defineNitroPlugin((nitroApp) => {
  const { h3App, hooks } = nitroApp
  const seen = globalThis.observed = { wholeWay: [], heard: [], event: undefined }
  const [rules] = h3App.stack
  const { handler } = rules
  rules.handler = (event) => {
    seen.wholeWay.push(event.path)
    return handler(event)
  }
  const layer = { route: '', handler: defineEventHandler((event) => { seen.heard.push('layer ' + event.path) }) }
  const obstacles = {
    options: () => {
      const { onRequest } = h3App.options
      h3App.options.onRequest = (event) => { seen.heard.push('options ' + event.path); return onRequest(event) }
      return () => { h3App.options.onRequest = onRequest }
    },
    layer: () => { h3App.stack.unshift(layer); return () => h3App.stack.shift() },
    ...Object.fromEntries(['request', 'beforeResponse', 'afterResponse'].map(name => [name, () => hooks.hook(name, event => { seen.heard.push(name + ' ' + event.path) })])),
    'sapcc:site-context': () => hooks.hook('sapcc:site-context', ({ event }) => {
      seen.event = { fetch: typeof event.$fetch, waitUntil: typeof event.waitUntil, sapcc: typeof event.context.sapcc.call, errors: event.context.nitro?.errors }
    }),
  }
  let removed = () => {}
  globalThis.obstruct = (name) => { removed(); removed = obstacles[name]?.() ?? (() => {}); Object.assign(seen, { wholeWay: [], heard: [], event: undefined }) }
})
`
/** What a shop's plugin may do to the module's routes when the server starts; a variable says which of it. */
const CHANGED_AT_START = {
  'a route': 'router.post(\'/api/sapcc/getProduct\', defineEventHandler((event) => { setResponseHeader(event, \'x-mark\', \'a route\'); return {} }))',
  'a wrapper of the handler': 'const { handler } = h3App; h3App.handler = (event) => { setResponseHeader(event, \'x-mark\', \'a wrapper of the handler\'); return handler(event) }',
}
const CHANGER = `export default defineNitroPlugin(({ h3App, router }) => {
  ${Object.entries(CHANGED_AT_START).map(([name, code]) => `if (process.env.CHANGED_AT_START === '${name}') { ${code} }`).join('\n  ')}
})
`
const CONTROLS = {
  'app/app.vue': '<template>Shop</template>',
  'server/plugins/observer.ts': OBSERVER,
  'server/api/observed.get.ts': 'export default defineEventHandler(() => globalThis.observed)',
  'server/api/obstruct.get.ts': 'export default defineEventHandler((event) => { globalThis.obstruct(getQuery(event).name); return {} })',
}

interface Observed {
  wholeWay: string[]
  heard: string[]
  event?: object
}

/** A built app with these files, whose server tells what it has seen. */
const useObservedApp = (files: Record<string, string>, config?: string) => useBuiltApp({ ...CONTROLS, ...files }, config)

/** A read, with the mark that the shop's own code has put into the answer. */
async function markOf(client: Client): Promise<string | null> {
  const response = await client.request('getProduct', [{ productCode: '1934793' }])
  expect(response.status).toBe(200)
  return response.headers.get('x-mark')
}

describe('a proxy above the module\'s other routes', () => {
  const shop = useBuiltApp({ 'app/app.vue': '<template>Shop</template>' }, `sapcc: { proxyPath: '/api' }`)

  it('leaves them to the router', async () => {
    const { sap, client } = shop
    expect((await client.fetch('/api/sapcc/auth/login?returnTo=%2F', { redirect: 'manual' })).headers.get('location')).toContain(`${sap.url}/authorizationserver/oauth/authorize?`)
    expect(await client.call('getProducts', { query: 'camera' })).toHaveProperty('products')
    expect((await client.fetch('/api/electronics/products/search?query=camera')).status).toBe(200)
  })
})

/** What of it concerns the module's routes. */
async function observed(client: Client): Promise<Observed> {
  const all = await (await client.fetch('/api/observed')).json() as Observed
  return { ...all, wholeWay: all.wholeWay.filter(path => !path.startsWith('/api/ob')), heard: all.heard.filter(path => !path.includes('/api/ob')) }
}

const json = (args: unknown, headers: Record<string, string> = {}): RawRequestOptions => ({ method: 'POST', headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin', ...headers }, body: JSON.stringify(args) })

describe('calls of the module\'s routes', () => {
  // Its name puts it first, so that a wrapper is there when the observer looks.
  const shop = useObservedApp({ 'server/plugins/0.change.ts': CHANGER })

  const calls: [string, string, RawRequestOptions][] = [
    ['a read', '/api/sapcc/getProduct', json([{ productCode: '1934793' }])],
    ['a read by GET', `/api/sapcc/getProduct?body=${encodeURIComponent('[{"productCode":"1934793"}]')}`, {}],
    ['a product that is not there', '/api/sapcc/getProduct', json([{ productCode: 'none' }])],
    ['a call that lacks something', '/api/sapcc/getProduct', json([{}])],
    ['a count', '/api/sapcc/countProductsByCategory', json([{ categoryId: '575' }])],
    ['the cart of nobody', '/api/sapcc/getCart', json([{}])],
    ['an operation that does not exist', '/api/sapcc/getNothing', json([])],
    ['another method', '/api/sapcc/getProduct', { method: 'PUT' }],
    ['another type', '/api/sapcc/getProduct', { method: 'POST', body: '[]' }],
    ['another site', '/api/sapcc/getProduct', json([], { 'sec-fetch-site': 'cross-site' })],
    ['the proxy', '/api/occ/electronics/products/1934793?fields=BASIC', {}],
    ['the proxy by HEAD', '/api/occ/electronics/products/1934793', { method: 'HEAD' }],
    ['the proxy with a body', '/api/occ/electronics/users/anonymous/carts', json({})],
    ['the proxy, refused by SAP', '/api/occ/electronics/products/none', {}],
    ['the proxy, refused here', '/api/occ/apparel-uk/products/1934793', {}],
    ['the proxy upwards', '/api/occ/electronics/../users', {}],
  ]

  async function play(path: string, options: RawRequestOptions) {
    const { status, headers: { date, ...headers }, body } = await rawRequest(shop.app.url, path, options)
    expect(date).toBeDefined()
    return { status, headers, body: body.toString().replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, '<guid>').replaceAll(/"\d{8}"/g, '"<code>"') }
  }

  it.each(calls)('answer directly as they do through Nitro\'s layers: %s', async (_, path, options) => {
    await shop.client.fetch('/api/obstruct')
    const direct = await play(path, options)
    expect((await observed(shop.client)).wholeWay).toEqual([])
    await shop.client.fetch('/api/obstruct?name=request')
    const whole = await play(path, options)
    expect(direct).toEqual(whole)
    expect((await observed(shop.client)).wholeWay).toHaveLength(1)
  })

  it('answer a customer directly as well', async () => {
    const customer = new Client(shop.app.url)
    await customer.signIn()
    await customer.fetch('/api/obstruct')
    expect(await customer.call('getUser', {})).toMatchObject({ uid: 'jane@example.com' })
    expect(await (await customer.fetch('/api/occ/electronics/users/current')).json()).toMatchObject({ uid: 'jane@example.com' })
    expect((await observed(customer)).wholeWay).toEqual([])
  })

  it.each([
    '/api/sapcc/getProduct%74',
    '/api/sapcc/getProduct/',
    '/api/sapcc//getProduct',
    '/api/sapcc/auth/callback',
    '/api/sapcc/getSession',
    '/api/sapcc/signUserOut',
    '/api/occ/electronics/products/%31934793',
    '/api/occ//electronics/products/1934793',
    '/api/occ',
    '/API/sapcc/getProduct',
  ])('leave to Nitro what is not clearly for them: %s', async (path) => {
    await shop.client.fetch('/api/obstruct')
    await rawRequest(shop.app.url, path)
    expect((await observed(shop.client)).wholeWay).toHaveLength(1)
  })

  it.each(['request', 'beforeResponse', 'afterResponse', 'options', 'layer'])('pass through all of Nitro as long as something is installed there: %s', async (name) => {
    await shop.client.fetch(`/api/obstruct?name=${name}`)
    await shop.client.call('getProduct', { productCode: '1934793' })
    await shop.client.fetch('/api/occ/electronics/products/1934793')
    expect((await observed(shop.client)).heard).toEqual([`${name} /api/sapcc/getProduct`, `${name} /api/occ/electronics/products/1934793`])
    await shop.client.fetch('/api/obstruct')
    await shop.client.call('getProduct', { productCode: '1934793' })
    expect(await observed(shop.client)).toMatchObject({ heard: [], wholeWay: [] })
  })

  it('give the shop\'s listeners a complete event', async () => {
    await shop.client.fetch('/api/obstruct?name=sapcc:site-context')
    await shop.client.call('getProduct', { productCode: '1934793' })
    expect((await observed(shop.client)).event).toEqual({ fetch: 'function', waitUntil: 'function', sapcc: 'function', errors: [] })
  })

  it.each(Object.keys(CHANGED_AT_START))('leave to Nitro what a plugin has added at the start: %s', async (name) => {
    expect(await markOf(shop.client)).toBeNull()
    const app = await shop.start({ CHANGED_AT_START: name })
    try {
      expect(await markOf(new Client(app.url))).toBe(name)
    }
    finally {
      await app.stop()
    }
  })
})

describe.each<[string, Record<string, string>, string, string]>([
  ['a middleware', { 'server/middleware/mark.ts': 'export default defineEventHandler(event => setResponseHeader(event, \'x-mark\', \'middleware\'))' }, '', 'middleware'],
  ['a route rule', {}, 'routeRules: { \'/api/**\': { headers: { \'x-mark\': \'rule\' } } },', 'rule'],
  ['a handler of the same pattern', { 'server/api/sapcc/[operation].post.ts': 'export default defineEventHandler((event) => { setResponseHeader(event, \'x-mark\', \'same\'); return {} })' }, '', 'same'],
  ['a handler of its own', { 'server/api/sapcc/getProduct.post.ts': 'export default defineEventHandler((event) => { setResponseHeader(event, \'x-mark\', \'handler\'); return {} })' }, '', 'handler'],
])('%s of the shop\'s', (_, files, config, mark) => {
  const shop = useObservedApp(files, config)

  it('is called', async () => {
    expect(await markOf(shop.client)).toBe(mark)
  })
})
