import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { testApps } from '../../scripts/lib/apps.ts'
import { runOrThrow } from '../../scripts/lib/run.ts'
import { Client } from '../harness/client.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { openInEditor } from '../harness/type-check.ts'

interface RecordedRequest {
  method: string
  /** Path and query. */
  url: string
  contentType: string | undefined
  body: string
}

/** Answers everything with a wish list and remembers what it was asked. */
async function startUpstream(): Promise<{ url: string, requests: RecordedRequest[], server: Server }> {
  const requests: RecordedRequest[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      requests.push({ method: request.method ?? '', url: request.url ?? '', contentType: request.headers['content-type'], body: Buffer.concat(chunks).toString() })
      response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(request.method === 'POST' ? { productCode: '300938', quantity: 2 } : { code: 'summer', name: 'Summer holidays', entries: [] }))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, server }
}

describe('a backend with endpoints of its own', () => {
  let upstream: Awaited<ReturnType<typeof startUpstream>>
  let app: RunningApp
  let client: Client

  beforeAll(async () => {
    upstream = await startUpstream()
    app = await startApp({
      fixture: 'customApi',
      env: {
        NUXT_SAPCC_API_URI: `${upstream.url}/occ/v2`,
        NUXT_SAPCC_API_BASE_SITE_ID: 'toys',
        NUXT_SAPCC_API_DEFAULT_LANGUAGE: 'de',
        NUXT_SAPCC_OAUTH_URI: `${upstream.url}/authorizationserver`,
        NUXT_SAPCC_OAUTH_CLIENT_ID: 'shop',
      },
    })
    client = new Client(app.url)
  })

  afterAll(async () => {
    await app?.stop()
    upstream?.server.closeAllConnections()
    upstream?.server.close()
  })

  beforeEach(() => {
    upstream.requests.length = 0
  })

  it('gets with parameters of the path and the query', async () => {
    expect(await client.call('getWishlist', { wishlistId: 'a/b', sort: 'newest', fields: 'code' })).toEqual({ code: 'summer', name: 'Summer holidays', entries: [] })
    expect(upstream.requests).toEqual([
      { method: 'GET', url: '/occ/v2/toys/users/anonymous/wishlists/a%2Fb?sort=newest&fields=code&lang=de', contentType: undefined, body: '' },
    ])
  })

  it('reads by GET', async () => {
    const response = await client.fetch(`/api/sapcc/getWishlist?body=${encodeURIComponent(JSON.stringify([{ wishlistId: 'summer' }]))}`)
    expect(response.status).toBe(200)
    expect(upstream.requests).toMatchObject([{ method: 'GET', url: '/occ/v2/toys/users/anonymous/wishlists/summer?lang=de' }])
  })

  it('posts the body under its schema\'s name', async () => {
    const entry = { productCode: '300938', quantity: 2 }
    expect(await client.call('createWishlistEntry', { wishlistId: 'summer', wishlistEntry: entry })).toEqual(entry)
    expect(upstream.requests).toMatchObject([
      { method: 'POST', url: '/occ/v2/toys/users/anonymous/wishlists/summer/entries?lang=de', contentType: 'application/json' },
    ])
    expect(JSON.parse(upstream.requests[0]!.body)).toEqual(entry)
  })

  it('names what is missing before SAP is asked', async () => {
    const response = await client.request('createWishlistEntry', [{ wishlistId: 'summer' }])
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ data: { type: 'MissingParameterError', subject: 'wishlistEntry' } })
    expect(upstream.requests).toEqual([])
  })

  it('renders with it', async () => {
    const { html } = await client.page('/')
    expect(html).toMatch(/id="wishlist"[^>]*>\s*Summer holidays/)
  })

  it('has SAP\'s own operations too', async () => {
    await client.call('getProduct', { productCode: '1' })
    expect(upstream.requests).toMatchObject([{ method: 'GET', url: '/occ/v2/toys/products/1?lang=de' }])
  })

  it.each([
    ['getOrgUser', 'by its tag'],
    ['getCostCenter', 'by its tag in another case'],
    ['removeUser', 'by its name'],
  ])('answers %s, denied %s, like an unknown one', async (operation) => {
    const response = await client.request(operation, [{ orgCustomerId: '1', costCenterCode: '1' }])
    expect(response.status).toBe(404)
    const { message, data } = await response.json() as { message: string, data: unknown }
    expect(data).toMatchObject({ type: 'UnknownOperationError', subject: operation })
    expect(message).not.toContain(`Did you mean "${operation}"`)
    expect(upstream.requests).toEqual([])
  })

  it.each([
    ['removeUser', 'DELETE', '/api/occ/toys/users/current'],
    ['getOrgUser', 'GET', '/api/occ/toys/orgUsers/current'],
  ])('answers the address of %s at the raw proxy in the same way', async (operation, method, path) => {
    const response = await client.fetch(path, { method })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ data: { type: 'UnknownOperationError', subject: operation } })
    expect(upstream.requests).toEqual([])
  })

  it('passes an open operation on, whose address differs by the method only', async () => {
    await client.fetch('/api/occ/toys/users/current')
    expect(upstream.requests).toMatchObject([{ method: 'GET', url: expect.stringContaining('/occ/v2/toys/users/current') as string }])
  })

  it('names the nearest of the document\'s operations', async () => {
    const response = await client.request('getWishList', [{}])
    expect(await response.json()).toMatchObject({ message: 'There is no operation "getWishList". Did you mean "getWishlist"?' })
  })
})

describe('the types of a backend\'s own endpoints', () => {
  const rootDir = testApps.customApi
  const checkCode = openInEditor(rootDir)

  beforeAll(async () => {
    await runOrThrow('nuxi', ['prepare', rootDir], { env: { NUXT_TELEMETRY_DISABLED: '1', VITEST: undefined, TEST: undefined, NODE_ENV: undefined } })
  })

  it('complete, with what the document says', () => {
    const { completions, hover } = checkCode('await useSdk().sapcc.getWishlist/*|*/({ wishlistId: \'summer\' })')
    expect(completions).toEqual(expect.arrayContaining(['getWishlist', 'createWishlistEntry', 'getCart', 'signUserIn']))
    expect(hover).toContain('A wish list of the customer\'s.')
    expect(hover).toContain('GET /{baseSiteId}/users/{userId}/wishlists/{wishlistId}')
  })

  it('take and return what the document says', () => {
    expect(checkCode(`
      const { sapcc } = useSdk()
      const list = await sapcc.getWishlist({ wishlistId: 'summer', sort: 'newest', fields: 'code,name', userId: 'current', lang: 'de' })
      const text: [string, string | undefined] = [list.code, list.name]
      const quantity: number | undefined = list.entries[0]?.quantity
      const entry: { productCode: string } = await sapcc.createWishlistEntry({ wishlistId: list.code, wishlistEntry: { productCode: '1', quantity: 2 } })
      const cart: string | undefined = (await sapcc.getCart()).code
      export { text, quantity, entry, cart }
    `).errors).toEqual([])
  })

  it('count instead of SAP\'s own where both describe an operation', () => {
    const { errors, hover } = checkCode(`
      const titles: string[] = await useSdk().sapcc.getTitles/*|*/()
      type Titles = Awaited<ReturnType<ReturnType<typeof useSdk>['sapcc']['getTitles']>>
      const same: Titles = titles
      export { same }
    `)
    expect(errors).toEqual([])
    expect(hover).toContain('The forms of address that this shop has.')
    expect(hover).not.toContain('overload')
  })

  it('refuse what the document does not allow', () => {
    const refused = [
      ['sapcc.getWishlist({})', 'wishlistId'],
      ['sapcc.getWishlist({ wishlistId: \'a\', sort: \'oldest\' })', 'newest'],
      ['sapcc.createWishlistEntry({ wishlistId: \'a\' })', 'wishlistEntry'],
      ['sapcc.createWishlistEntry({ wishlistId: \'a\', wishlistEntry: { quantity: 1 } })', 'productCode'],
      ['sapcc.getWishlist({ wishlistId: \'a\' }).then((list): number => list.code)', 'number'],
      ['sapcc.getWishlists({})', 'getWishlists'],
    ] as const
    const { errors } = checkCode(['const { sapcc } = useSdk()', ...refused.map(([call]) => `await ${call}`), 'export {}'].join('\n'))
    expect(errors).toEqual(refused.map(([, named], index) => expect.stringMatching(new RegExp(`^${index + 2}: [^]*${named}`))))
  })
})
