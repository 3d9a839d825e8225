import { deflateRawSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCallerHeaders } from '../../../src/runtime/server/occ/caller-headers'
import { defineOperations } from '../../../src/runtime/server/occ/operation'
import { answerMethod } from '../../../src/runtime/server/operations/answer-method'
import type { AnswerMethodOptions } from '../../../src/runtime/server/operations/answer-method'
import { withExpectedMediaType } from '../../../src/runtime/server/operations/expected-media-type'
import type { OccAnswer } from '../../../src/runtime/server/operations/read-answer'
import { isPiped, isSource } from '../../../src/runtime/server/platform/answer-body'
import type { Answer } from '../../../src/runtime/server/platform/types'
import { answerToClient } from '../../../src/runtime/server/proxy/answer'
import { createUpstream as createFetchUpstream } from '../../../src/runtime/server/upstream/fetch/upstream'
import { createUndiciUpstream } from '../../../src/runtime/server/upstream/node/undici-upstream'
import type { Upstream } from '../../../src/runtime/server/upstream/upstream'
import { upstreamError } from '../../../src/runtime/server/upstream/upstream-error'
import { startRecorder } from '../../harness/recorder'
import type { Recorder, RecorderHandler } from '../../harness/recorder'
import { fakeRequest, fakeScope } from '../fake-request'

const operations = vi.hoisted(() => ({}) as Record<string, unknown>)
vi.mock('#sapcc/operations', () => ({ operations }))
Object.assign(operations, defineOperations({
  Test: {
    getProduct: { method: 'GET', path: '/{baseSiteId}/products/{productCode}' },
    getLetter: { method: 'GET', path: '/{baseSiteId}/letters/{id}', result: 'binary' },
  },
}))

let occ: Recorder
beforeAll(async () => {
  occ = await startRecorder()
})
afterAll(() => occ.stop())
beforeEach(() => occ.reset())

const JSON_HEADERS = { 'content-type': 'application/json' }
const LONG = JSON.stringify({ list: Array.from({ length: 40_000 }, (_, index) => `product ${index}`) })

const whole = (body: string | Uint8Array, headers = {}): RecorderHandler => (_req, res) => void res.writeHead(200, { ...JSON_HEADERS, ...headers }).end(body)
/** Sends less than it has promised. */
const cut = (body: string, at: number, headers = {}): RecorderHandler => (_req, res) => {
  res.writeHead(200, { ...JSON_HEADERS, ...headers }).write(body.slice(0, at), () => setTimeout(() => res.destroy(), 20))
}

async function textOf({ body = '' }: Answer): Promise<string> {
  return isSource(body) ? await new Response(body.stream()).text() : typeof body === 'string' ? body : new TextDecoder().decode(body)
}

describe.each([['undici', createUndiciUpstream], ['fetch', createFetchUpstream]] as const)('by %s, SAP\'s answer', (name, create) => {
  let upstream: Upstream
  beforeAll(() => {
    upstream = create(occ.url)
  })
  const send = () => upstream.send({ method: 'GET', url: `${occ.url}/x`, headers: {} }, { timeout: 1000 }).catch((error: unknown) => {
    throw upstreamError('getProduct', error)
  })

  /** What a client that accepts no coding gets of an operation. */
  async function operation(operationId: string): Promise<Answer> {
    return await answerMethod(fakeScope(undefined, { headers: { 'sec-fetch-site': 'same-origin' } }), operationId, {
      api: { publicReads: {} },
      callerHeaders: createCallerHeaders({ requestHeaders: [], responseHeaders: [] }),
      operations: { call: async () => ({ operationId, operation: operations[operationId], response: await send() }) },
      session: () => ({ session: () => Promise.resolve(undefined), sessionReadyForCall: () => Promise.resolve(undefined), ownRefresh: () => undefined }),
      serverMethods: {},
    } as unknown as AnswerMethodOptions)
  }

  /** The same of the raw proxy. */
  async function proxied(): Promise<Answer> {
    return await answerToClient({ answer: { response: await send() } }, fakeRequest(), `${occ.url}/x`, { apiUri: occ.url, proxyBase: '/api/occ' } as never)
  }

  it.each([['a length', { 'content-length': '1000' }], ['chunks', {}]])('that ends early, with %s, is a 502 of an operation', async (_, headers) => {
    occ.answer(cut('{"code":"1","name":"Camera"}', 12, headers))
    await expect(operation('getProduct')).rejects.toMatchObject({ status: 502, data: { type: 'UpstreamUnreachableError' } })
  })

  it.each(['a long answer of an operation', 'a file', 'an answer of the raw proxy'])('that ends early never looks complete: %s', async (what) => {
    const isFile = what === 'a file'
    occ.answer(cut(LONG, isFile ? 100 : LONG.length - 100, { 'content-length': String(LONG.length), ...(isFile ? { 'content-type': 'application/pdf' } : {}) }))
    const answer = await (what === 'an answer of the raw proxy' ? proxied() : operation(isFile ? 'getLetter' : 'getProduct'))
    expect(answer.status).toBe(200)
    await expect(textOf(answer)).rejects.toThrow()
  })

  it('that is complete is passed on as it is, whatever its length', async () => {
    for (const text of ['{}', '', LONG]) {
      occ.answer(whole(text, { 'content-length': String(text.length) }))
      const answer = await operation('getProduct')
      expect(answer).toMatchObject({ status: 200, headers: { 'content-length': String(text.length) } })
      expect(await textOf(answer)).toBe(text)
    }
  })

  it('is read in deflate without zlib\'s header, and when it is empty but called gzip', async () => {
    for (const answering of [() => operation('getProduct'), proxied]) {
      occ.answer(whole(deflateRawSync('{"code":"1"}'), { 'content-encoding': 'deflate' }))
      const answer = await answering()
      expect([answer.headers['content-encoding'], await textOf(answer)]).toEqual([undefined, '{"code":"1"}'])
      occ.answer(whole('', { 'content-encoding': 'gzip' }))
      const empty = await answering()
      expect([empty.status, empty.headers['content-encoding'], await textOf(empty)]).toEqual([200, undefined, ''])
    }
  })

  it('in gzip is told from a page by what is in it', async () => {
    const checked = async () => await withExpectedMediaType({ operationId: 'removeCart', operation: { result: 'none' }, response: await send() } as OccAnswer)
    const headers = { 'content-type': 'text/html', 'content-encoding': 'gzip' }
    occ.answer(whole(gzipSync(''), headers))
    expect((await checked()).status).toBe(200)
    occ.answer(whole(gzipSync('<html>Maintenance</html>'), headers))
    await expect(checked()).rejects.toMatchObject({ status: 502, data: { type: 'UpstreamFormatError' } })
  })

  it('that is no gzip although it says so is a 502', async () => {
    occ.answer(whole(gzipSync('{"code":"1"}').fill(7, 10, 20), { 'content-encoding': 'gzip' }))
    for (const answering of [() => operation('getProduct'), proxied]) await expect(answering()).rejects.toMatchObject({ status: 502, ...(name === 'undici' ? { data: { type: 'UpstreamFormatError' } } : {}) })
  })

  it.runIf(name === 'undici')('is there as a whole when it is sent on, although it came in two pieces', async () => {
    occ.answer((_req, res) => {
      res.writeHead(200, JSON_HEADERS).write('{"code":')
      setTimeout(() => res.end('"1"}'), 50)
    })
    const { body } = await operation('getProduct')
    expect(isPiped(body) && String(body.takeWhole())).toBe('{"code":"1"}')
  })
})
