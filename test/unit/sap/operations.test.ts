import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startSap, type SapStandIn } from '../../../packages/stand-in/src/index.ts'
import { OperationRouter, readOperations, type Operation } from '../../../packages/stand-in/src/occ/operations.ts'
import { signIn } from './helpers.ts'

const operations = readOperations(new URL('../../../data/occ-operations.tsv', import.meta.url))

interface Sent { status: number, types: string[] }

/** A request with everything the table requires of an operation. */
function fitting(operation: Operation) {
  const path = operation.path
    .replace('{baseSiteId}', 'electronics')
    .replace(/(users|orgUsers)\/\{userId\}/, '$1/current')
    .replace(/\{\w+\}/g, 'some-value')
  const query = new URLSearchParams(operation.query.filter(({ required }) => required).map(({ name }) => [name, 'x']))
  const media = operation.bodyMedia.includes('application/json') ? 'application/json' : operation.bodyMedia[0]
  const body = media === undefined
    ? undefined
    : media === 'application/json'
      ? '{}'
      : media === 'multipart/form-data' ? '--b\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\n\r\nhello\r\n--b--\r\n' : '<x/>'
  return { method: operation.method, path, query, media: media === 'multipart/form-data' ? `${media}; boundary=b` : media, body }
}

describe('the table of operations', () => {
  let sap: SapStandIn
  let token: string
  beforeAll(async () => {
    sap = await startSap({ generation: 'legacy' })
  })
  beforeEach(async () => {
    sap.reset()
    token = (await signIn(sap)).access_token
  })
  afterAll(() => sap.close())

  /** With `node:http`, because fetch would tidy up a path. */
  const send = ({ method, path, query, media, body }: ReturnType<typeof fitting>) => new Promise<Sent>((resolve, reject) => {
    const search = query.size ? `?${query}` : ''
    const headers = { authorization: `Bearer ${token}`, ...media === undefined ? {} : { 'content-type': media }, ...body === undefined ? {} : { 'content-length': Buffer.byteLength(body) } }
    const req = request(`${sap.url}/occ/v2${path}${search}`, { method, headers }, (res) => {
      const chunks: Buffer[] = []
      res.on('data', (chunk: Buffer) => chunks.push(chunk))
      res.on('error', reject)
      res.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const types: string[] = text.startsWith('{"errors"') ? JSON.parse(text).errors.map(({ type }: { type: string }) => type) : []
        resolve({ status: res.statusCode ?? 0, types })
      })
    })
    req.on('error', reject)
    req.end(body)
  })

  it('has all 337, each with a request of its own', () => {
    expect(operations).toHaveLength(337)
    expect(new Set(operations.map(({ id }) => id)).size).toBe(337)
    const router = new OperationRouter(operations)
    for (const operation of operations) {
      const { method, path } = fitting(operation)
      expect([operation.path, router.match(method, path)?.operation.id]).toEqual([operation.path, operation.id])
    }
  })

  it('prefers fixed segments, falls back to parameters, and decodes values', () => {
    const router = new OperationRouter(operations)
    const find = (method: string, path: string) => router.match(method, path)
    expect(find('GET', '/s/users/u/carts/current')?.operation.id).toBe('getCurrentOrgCart')
    expect(find('DELETE', '/s/users/u/carts/current')?.operation.id).toBe('removeCart')
    expect(find('GET', '/s/users/u/carts/current/entries')?.operation.id).toBe('getCartEntries')
    expect(find('GET', '/s/users/u/orders/1/billingDocuments/7.pdf')?.path).toMatchObject({ billingDocId: '7', code: '1' })
    expect(find('GET', '/s/products/a%2Fb%20c')?.path).toEqual({ baseSiteId: 's', productCode: 'a/b c' })
    expect(find('POST', '/s/orgUsers/u/carts/1/entries/')?.operation.id).toBe('doAddOrgCartEntries')
    expect(find('POST', '/s/orgUsers/u/carts/1/entries')).toBeUndefined()
    expect(find('GET', '/s/users//orders')).toBeUndefined()
  })

  it('recognises every operation when it is sent right', async () => {
    const wrong: unknown[] = []
    for (const operation of operations.toSorted((a, b) => Number(a.id === 'removeUser') - Number(b.id === 'removeUser'))) {
      const sent = await send(fitting(operation))
      const [arrived] = sap.requests(operation.id)
      const refused = ['UnknownResourceError', 'MissingServletRequestParameterError', 'HttpMediaTypeNotSupportedError', 'HttpMessageNotReadableError', 'InternalServerError']
      if (!arrived || sent.types.some(type => refused.includes(type)) || sent.status >= 500) wrong.push([operation.id, sent])
    }
    expect(wrong).toEqual([])
  })

  it('refuses every operation that lacks a required parameter', async () => {
    for (const operation of operations) {
      for (const { name } of operation.query.filter(({ required }) => required)) {
        const right = fitting(operation)
        right.query.delete(name)
        expect([operation.id, await send(right)]).toEqual([operation.id, { status: 400, types: operation.method === 'HEAD' ? [] : ['MissingServletRequestParameterError'] }])
      }
    }
  })

  it('refuses every body of another media type, and a missing one', async () => {
    const refused: string[] = []
    for (const operation of operations.filter(({ bodyMedia }) => bodyMedia.length)) {
      expect([operation.id, await send({ ...fitting(operation), media: 'text/plain', body: 'x' })]).toEqual([operation.id, { status: 415, types: ['HttpMediaTypeNotSupportedError'] }])
      if (operation.body?.required) {
        expect([operation.id, (await send({ ...fitting(operation), media: undefined, body: undefined })).status]).toEqual([operation.id, 400])
      }
      refused.push(operation.id)
    }
    expect(refused.length).toBeGreaterThan(80)
    expect(sap.requests('createAddress')).toEqual([])
  })

  it('refuses methods that a path does not have', async () => {
    for (const operation of operations) {
      const right = fitting(operation)
      const taken = new Set(operations.filter(({ path }) => fitting({ ...operation, path }).path === right.path).map(({ method }) => method))
      const other = ['DELETE', 'PUT', 'PATCH', 'POST'].find(method => !taken.has(method) && !new OperationRouter(operations).match(method, right.path))
      if (!other) continue
      expect([operation.id, other, await send({ ...right, method: other })]).toEqual([operation.id, other, { status: 404, types: ['UnknownResourceError'] }])
    }
  })
})
