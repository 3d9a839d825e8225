import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/lib/run.ts'
import { Client } from '../harness/client.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import { createTemporaryApp, nuxtConfig } from '../harness/temporary-app.ts'
import type { TemporaryApp } from '../harness/temporary-app.ts'
import { openInEditor } from '../harness/type-check.ts'

const document = (name: string) => readFileSync(join(root, 'test', 'fixtures', 'openapi', name), 'utf8')

describe('a shop with several faulty documents, one of them in a layer', () => {
  const requests: string[] = []
  const upstream = createServer((request, response) => {
    request.resume().on('end', () => {
      requests.push(`${request.method} ${request.url}`)
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  let shop: TemporaryApp
  let output = ''
  let app: RunningApp
  let client: Client

  beforeAll(async () => {
    shop = createTemporaryApp({
      'nuxt.config.ts': nuxtConfig(`extends: ['./base'], sapcc: { openapi: ['./api/odd.yaml', 'api/assisted-service.json', './api/lost.json'] },`),
      'app/app.vue': '<template><p /></template>\n',
      'api/odd.yaml': document('odd.yaml'),
      'api/assisted-service.json': document('assisted-service.json'),
      'api/lost.json': JSON.stringify({ openapi: '3.0.3', info: { title: 'Lost', version: '1' }, paths: { '/{baseSiteId}/lost': { get: { responses: { 200: { description: 'Done.' } } } } } }),
      'base/nuxt.config.ts': 'export default { sapcc: { openapi: [\'./own/layer.yaml\'] } }',
      'base/own/layer.yaml': document('layer.yaml'),
      'base/app/plugins/nothing.ts': 'export default defineNuxtPlugin(() => {})',
    })
    const build = await shop.nuxi(['build'])
    output = build.output.replaceAll('`', '')
    expect(output.slice(-2000)).toBeTypeOf('string')
    expect([build.code, build.code === 0 ? '' : output.slice(-3000)]).toEqual([0, ''])
    upstream.listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    const origin = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`
    app = await startApp({
      entry: join(shop.root, '.output/server/index.mjs'),
      env: { NUXT_SAPCC_API_URI: `${origin}/occ/v2`, NUXT_SAPCC_API_BASE_SITE_ID: 'toys', NUXT_SAPCC_OAUTH_URI: `${origin}/authorizationserver`, NUXT_SAPCC_OAUTH_CLIENT_ID: 'shop' },
    })
    client = new Client(app.url)
  })

  afterAll(async () => {
    await app?.stop()
    upstream.close()
    shop?.dispose()
  })

  it.each([
    ['a path with a pattern', 'getStockOf', { 'productCode': 'a b', 'sort-by': 'name' }, 'GET /occ/v2/toys/products/a%20b/stock?sort-by=name'],
    ['a pattern with braces', 'getThing', { id: '007' }, 'GET /occ/v2/toys/things/007'],
    ['a schema whose name has a dot', 'replaceThing', { 'id': '007', 'acme.Thing': { name: 'x' } }, 'PUT /occ/v2/toys/things/007'],
    ['a schema that is broken', 'createBroken', {}, 'POST /occ/v2/toys/broken'],
    ['an answer whose schema is not there', 'getVague', {}, 'GET /occ/v2/toys/vague'],
    ['a body in a file that is not there', 'replaceVague', { body: { a: 1 } }, 'PUT /occ/v2/toys/vague'],
    ['no answers at all', 'changeVague', {}, 'PATCH /occ/v2/toys/vague'],
    ['a layer', 'getLayered', {}, 'GET /occ/v2/toys/layered'],
    ['a root of its own', 'searchCustomers', { baseSite: 'toys', customerQuery: 'jane' }, 'GET /assistedservicewebservices/customers/search?baseSite=toys&customerQuery=jane'],
    ['Swagger 2 with a body', 'bindCart', { baseSite: 'toys', binding: { cartId: '1' } }, 'POST /assistedservicewebservices/bind-cart?baseSite=toys'],
  ])('calls operations of %s', async (_, operation, params, request) => {
    requests.length = 0
    expect((await client.request(operation, [params])).ok).toBe(true)
    expect(requests).toEqual([request])
  })

  it.each([
    ['an operationId that is another\'s', 'POST /{baseSiteId}/things/{id:\\d{3}} is left out: it has the operationId "getThing", which GET'],
    ['an operationId that is no name', 'GET /{baseSiteId}/dashed is left out: it has the operationId "get-dashed"'],
    ['parameters of another kind', 'GET /{baseSiteId}/broken is left out: '],
    ['a reference to nothing', 'DELETE /{baseSiteId}/broken is left out: '],
    ['an operationId of another document', 'GET /repeated is left out: its operationId "getThing" is in ./api/odd.yaml, too.'],
    ['a schema that is not there', 'The component schemas/Missing is treated as one of unknown content: '],
    ['a schema that is a part of itself', 'The component schemas/Endless is treated as one of unknown content: It is a part of itself'],
    ['a file that is not there', 'PUT /{baseSiteId}/vague has a body of unknown content: '],
    ['a document without another operation', 'It describes no operation that can be called, so it adds no method. - GET /{baseSiteId}/lost is left out: it has no operationId'],
    ['no answers', 'PATCH /{baseSiteId}/vague has a response of unknown content: '],
  ])('says in one line what is left out or unknown: %s', (_, warning) => {
    expect(output.replace(/\s+/g, ' ').split(warning)).toHaveLength(2)
  })

  it('answers what is left out like any other name', async () => {
    expect((await client.request('getBroken', [{}])).status).toBe(404)
  })

  it('has types for all of them, with texts as good as those of SAP\'s own', () => {
    const checkCode = openInEditor(shop.root)
    const right = `
const { sapcc } = useSdk()
export const count: number | undefined = (await sapcc.getStockOf({ productCode: '1', 'sort-by': 'count', pageSize: 5 })).count
export const child: string | undefined = (await sapcc.getThing({ id: '1' })).children?.[0]?.children?.[0]?.name
export const either: { count?: number } | { name: string } = await sapcc.replaceThing({ id: '1', 'acme.Thing': { name: 'x' } })
export const uid: string | undefined = (await sapcc.searchCustomers({ baseSite: 'toys' })).entries?.[0]?.uid
export const report: Blob = await sapcc.getReport()
export const photo = sapcc.uploadPhoto({ formData: { photo: new Blob() } })
export const from: string | undefined = (await sapcc.getLayered()).from
type IsUnknown<Type> = unknown extends Type ? 0 extends 1 & Type ? false : true : false
export const vague: IsUnknown<Awaited<ReturnType<typeof sapcc.getVague>>> = true
export const endless: IsUnknown<Awaited<ReturnType<typeof sapcc.replaceVague>>> = true
export const changed: IsUnknown<Awaited<ReturnType<typeof sapcc.changeVague>>> = true
export const replaced = sapcc.replaceVague({ body: { anything: true } })
export const broken: IsUnknown<Awaited<ReturnType<typeof sapcc.createBroken>>> = true
`
    expect(checkCode(right).errors).toEqual([])
    const wrong = ['getStockOf({ productCode: 1 })', 'getStockOf({ productCode: \'1\', \'sort-by\': \'price\' })', 'getThing({})', 'bindCart({ baseSite: \'toys\' })', 'getBroken()']
    expect(checkCode(wrong.map(call => `void useSdk().sapcc.${call}`).join('\n')).errors.map(error => error.split(':')[0])).toEqual(['1', '2', '3', '4', '5'])

    const { hover } = checkCode('useSdk().sapcc.getStockOf/*|*/')
    expect(hover).toContain('Promise<Stock>')
    expect(hover).toContain('"sort-by"?: "name" | "count"')
    expect(hover).toContain('Tells how many there are.')
    expect(hover).toContain('Counts all warehouses of the base store.')
    expect(hover).not.toContain('OccPaths')
    expect(checkCode('useSdk().sapcc.getStockOf({ productCode/*|*/: \'1\' })').hover).toContain('The product\'s code.')
    expect(checkCode('useSdk().sapcc.getStockOf({ productCode: \'1\', pageSize/*|*/: 5 })').hover).toContain('How many results a page has.')
  })
})
