import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../harness/client.ts'
import { readAll, startRecorder } from '../harness/recorder.ts'
import type { Recorder } from '../harness/recorder.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

const BODY_LIMIT = 64 * 1024
const UPLOAD_LIMIT = 256 * 1024

describe('errors, limits and time', () => {
  let upstream: Recorder
  let app: RunningApp
  let client: Client

  beforeAll(async () => {
    upstream = await startRecorder()
    app = await startApp({
      env: {
        NUXT_SAPCC_API_URI: `${upstream.url}/occ/v2`,
        NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
        NUXT_SAPCC_API_TIMEOUT: '1000',
        NUXT_SAPCC_API_BODY_LIMIT: String(BODY_LIMIT),
        NUXT_SAPCC_API_UPLOAD_LIMIT: String(UPLOAD_LIMIT),
        NUXT_SAPCC_OAUTH_URI: `${upstream.url}/authorizationserver`,
        NUXT_SAPCC_OAUTH_CLIENT_ID: 'shop',
      },
    })
    client = new Client(app.url)
  })

  afterAll(async () => {
    await app?.stop()
    await upstream?.stop()
  })

  beforeEach(() => upstream.reset())

  const reviewOf = (comment: string) => [{ productCode: '1', review: { headline: 'Good', comment } }]

  it.each([
    ['a read', 'getProduct', [{ productCode: '1' }]],
    ['a write', 'createProductReview', reviewOf('x')],
  ])('answers 504 when SAP does not, and asks once: %s', async (_, operation, args) => {
    upstream.answer(() => {})
    const response = await client.request(operation, args)
    expect(response.status).toBe(504)
    expect(await response.json()).toMatchObject({ name: 'SapccError', status: 504, data: { type: 'UpstreamTimeoutError' } })
    expect(upstream.requests).toHaveLength(1)
  })

  it('answers 502 to a write whose connection broke, and asks once', async () => {
    upstream.answer(req => void req.socket.destroy())
    const response = await client.request('createProductReview', reviewOf('x'))
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({ name: 'SapccError', status: 502, data: { type: 'UpstreamUnreachableError' } })
    expect(upstream.requests).toHaveLength(1)
  })

  it('answers 413 to arguments over the limit, and does not ask SAP', async () => {
    const response = await client.request('createProductReview', reviewOf('x'.repeat(BODY_LIMIT)))
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ name: 'SapccError', data: { type: 'PayloadTooLargeError' } })
    expect(upstream.requests).toEqual([])
  })

  it.each([
    ['over the limit', BODY_LIMIT, 413],
    ['within it', 100, 200],
  ])('counts arguments that do not say how long they are: %s', async (_, length, status) => {
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(`${app.url}/api/sapcc/createProductReview`, { method: 'POST', headers: { 'content-type': 'application/json', 'transfer-encoding': 'chunked' } }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      request.once('error', reject)
      request.end(JSON.stringify(reviewOf('x'.repeat(length))))
    })
    expect(answered).toBe(status)
    expect(upstream.requests).toHaveLength(status === 200 ? 1 : 0)
  })

  it('takes arguments up to the limit', async () => {
    expect((await client.request('createProductReview', reviewOf('x'.repeat(BODY_LIMIT - 200)))).status).toBe(200)
  })

  describe('of uploads', () => {
    function upload(operation: string, size: number, headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' }): Promise<Response> {
      const form = new FormData()
      form.set('args', JSON.stringify([{ ticketId: '1', eventCode: '2' }]))
      form.set('ticketEventAttachment', new File([new Uint8Array(size)], 'a.bin'))
      return fetch(`${app.url}/api/sapcc/${operation}`, { method: 'POST', headers, body: form })
    }

    it('passes a file on that is larger than other arguments may be', async () => {
      let received = ''
      upstream.answer(async (req, res) => {
        received = (await readAll(req)).toString('latin1')
        res.writeHead(201, { 'content-type': 'application/json' }).end('{}')
      })
      expect((await upload('createTicketEventAttachment', 2 * BODY_LIMIT)).status).toBe(200)
      expect(upstream.requests).toMatchObject([{ method: 'POST', url: '/occ/v2/electronics/users/anonymous/tickets/1/events/2/attachments' }])
      expect(received).toContain('name="ticketEventAttachment"; filename="a.bin"')
      expect(received).not.toContain('name="args"')
      expect(received.length).toBeGreaterThan(2 * BODY_LIMIT)
    })

    it('answers 413 to one over the limit', async () => {
      expect((await upload('createTicketEventAttachment', UPLOAD_LIMIT)).status).toBe(413)
      expect(upstream.requests).toEqual([])
    })

    it.each([
      ['another site', { 'sec-fetch-site': 'cross-site' }],
      ['another site in an old browser', { origin: 'https://evil.example' }],
      ['a site on the same domain', { 'sec-fetch-site': 'same-site', 'x-sapcc': '1' }],
      ['an unknown site', {}],
    ])('refuses one from %s', async (_, headers) => {
      const response = await upload('createTicketEventAttachment', 1, headers)
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ data: { type: 'CrossSiteRequestError' } })
      expect(upstream.requests).toEqual([])
    })

    it('accepts the SDK\'s header as a sign', async () => {
      expect((await upload('createTicketEventAttachment', 1, { 'x-sapcc': '1' })).status).toBe(200)
    })

    it.each(['signUserIn', 'createProductReview', 'refreshUserToken'])('is for uploads only, not %s', async (operation) => {
      expect((await upload(operation, 1)).status).toBe(415)
      expect(upstream.requests).toEqual([])
    })

    it('answers 400 to a form without arguments', async () => {
      const form = new FormData()
      form.set('ticketEventAttachment', new File(['a'], 'a.bin'))
      const response = await fetch(`${app.url}/api/sapcc/createTicketEventAttachment`, { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' }, body: form })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ data: { type: 'MalformedArgumentsError' } })
    })
  })
})
