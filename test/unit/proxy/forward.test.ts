import { describe, expect, it, vi } from 'vitest'
import { answerToClient } from '../../../src/runtime/server/proxy/answer'
import { actingFor, forward } from '../../../src/runtime/server/proxy/forward'
import type { RequestSession } from '../../../src/runtime/server/session/request-session'
import { spentTokenError } from '../../../src/runtime/server/session/session-errors'
import { createCallSap } from '../../../src/runtime/server/upstream/call-sap'
import type { CallSap } from '../../../src/runtime/server/upstream/call-sap'
import { decodedResponse } from '../../../src/runtime/server/upstream/node/decoded-response'
import { createSessionConcurrencyLimit } from '../../../src/runtime/server/upstream/session-concurrency-limit'
import type { UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'
import { fakeRequest } from '../fake-request'
import { newSession } from '../session/tokens'

const session = newSession()
const token = session.accessToken
const target = { apiUri: 'https://sap.example/occ/v2', proxyBase: '/api/occ' } as never

function sapAnswers(status: number, body: string, headers: Record<string, string> = {}): UpstreamResponse {
  const response: UpstreamResponse = {
    status,
    header: name => headers[name],
    headers: () => headers,
    bytes: async () => new TextEncoder().encode(body),
    stream: () => new Response(body).body!,
    decoded: () => response,
    discard: () => Promise.resolve(),
  }
  return response
}

/** What the client gets of SAP's answer to a request of the customer's. */
async function answered(response: UpstreamResponse, { method = 'GET', isSignedIn = true, accepts = '' } = {}) {
  const callSap = createCallSap({ upstream: { send: async () => response }, limit: createSessionConcurrencyLimit({ callsPerSession: 0, waitingCallsPerSession: 0, timeout: 0 }), timeout: 1000 })
  const own = isSignedIn ? { mayRefresh: false, assistedOf: () => undefined, noteSkippedRefresh: () => {}, sessionReadyForCall: async () => session } as unknown as RequestSession : undefined
  const signal = { aborted: false, addEventListener: () => {} }
  const url = 'https://sap.example/occ/v2/electronics/users/current'
  const { status, headers, body } = await answerToClient(await forward({ method, url, headers: {} }, { callSap, requestSession: own }, signal), fakeRequest({ method, headers: { 'accept-encoding': accepts } }), url, target)
  return { status, headers, text: body === undefined ? '' : body instanceof Uint8Array ? new TextDecoder().decode(body) : typeof body === 'string' ? body : await new Response(body.stream()).text() }
}

describe('an error that repeats the access token', () => {
  it.each([400, 401, 403, 404, 409, 429, 500, 503])('reaches the client without it: %i', async (status) => {
    const { headers, text, status: sent } = await answered(sapAnswers(status, `<pre>Bearer ${token}</pre>`, { 'content-length': '999', 'etag': '"of the body"', 'content-type': 'text/plain', 'x-trace': `for ${token}`, 'x-request-id': '7' }))
    expect(sent).toBe(status)
    expect(text).toBe('<pre>Bearer […]</pre>')
    expect(headers).toMatchObject({ 'content-type': 'text/plain', 'x-request-id': '7' })
    for (const name of ['content-length', 'etag', 'x-trace']) expect(headers).not.toHaveProperty(name)
  })

  it('is replaced where its body cannot be searched', async () => {
    const { headers, text } = await answered(sapAnswers(500, token, { 'content-encoding': 'unknown', 'content-type': 'text/plain' }))
    expect(headers).toMatchObject({ 'content-type': 'application/json' })
    expect(headers).not.toHaveProperty('content-encoding')
    expect(JSON.parse(text)).toMatchObject({ message: 'SAP Commerce refused this call.' })
  })

  it('has no body where the request was HEAD', async () => {
    expect(await answered(sapAnswers(404, '', { 'content-length': '12' }), { method: 'HEAD' })).toMatchObject({ status: 404, text: '' })
  })
})

it('an error without the token, and a visitor\'s, stay as they are', async () => {
  const headers = { 'content-length': '9', 'content-type': 'application/json', 'etag': '"1"' }
  expect(await answered(sapAnswers(404, '{"a": 1 }', headers))).toMatchObject({ status: 404, text: '{"a": 1 }', headers })
  expect(await answered(sapAnswers(500, '{"a": 1 }', headers), { isSignedIn: false })).toMatchObject({ status: 500, text: '{"a": 1 }', headers })
})

describe('a request with an outdated cookie', () => {
  const requestSession = { sessionReadyForCall: async () => undefined, refuseOutdated: () => {
    throw spentTokenError()
  } } as unknown as RequestSession

  async function send(method: string) {
    const callSap = vi.fn(() => Promise.resolve({ response: sapAnswers(200, '{}'), token: undefined }))
    const answer = forward({ method, url: 'https://sap.example/occ/v2/electronics/users/current/addresses', headers: {} }, { callSap: callSap as unknown as CallSap, requestSession }, { aborted: false, addEventListener: () => {} })
    return { outcome: await answer.then(() => 'sent', (error: unknown) => error), callSap }
  }

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('is not executed for a visitor: %s', async (method) => {
    const { outcome, callSap } = await send(method)
    expect(outcome).toMatchObject({ status: 401, data: { type: 'SpentTokenError' } })
    expect(callSap).not.toHaveBeenCalled()
  })

  it.each(['GET', 'HEAD', 'OPTIONS'])('is a visitor\'s: %s', async method => expect((await send(method)).outcome).toBe('sent'))
})

describe('a request that an agent makes for a customer', () => {
  const occ = 'https://sap.example/occ/v2/electronics'
  it('gets an address in a response that can be followed', async () => {
    const acting = { sessionReadyForCall: async () => session, assistedOf: () => ({ customer: { customerId: 'jane/1', uid: 'jane' } }) } as unknown as RequestSession
    const callSap = createCallSap({ upstream: { send: async () => sapAnswers(201, '{}', { location: '/occ/v2/electronics/users/jane%2F1/addresses/1' }) }, limit: createSessionConcurrencyLimit({ callsPerSession: 0, waitingCallsPerSession: 0, timeout: 0 }), timeout: 1000 })
    const url = `${occ}/users/current/addresses`
    const { headers } = await answerToClient(await forward({ method: 'POST', url, headers: {} }, { callSap, requestSession: acting }, { aborted: false, addEventListener: () => {} }), fakeRequest({ method: 'POST' }), url, target)
    expect(headers.location).toBe('/api/occ/electronics/users/current/addresses/1')
  })

  it.each([
    [`${occ}/users/current`, `${occ}/users/jane%2F1`],
    [`${occ}/users/current/carts/current?fields=x/users/current`, `${occ}/users/jane%2F1/carts/current?fields=x/users/current`],
    [`${occ}/orgUsers/current/orders`, `${occ}/orgUsers/jane%2F1/orders`],
    [`${occ}/Users/current/x/users/current`, `${occ}/Users/jane%2F1/x/users/jane%2F1`],
    [`${occ}/users/anonymous/carts/current`, `${occ}/users/anonymous/carts/current`],
    [`${occ}/users/currently/current`, `${occ}/users/currently/current`],
    [`${occ}/products/current?a=1?b=2`, `${occ}/products/current?a=1?b=2`],
  ])('has the customer in place of the agent, and says so: %s', (url, expected) => {
    const headers = { accept: 'application/json' }
    expect(actingFor('jane/1', { method: 'GET', url, headers })).toEqual({ method: 'GET', url: expected, headers: { 'accept': 'application/json', 'sap-commerce-cloud-user-id': 'jane/1' } })
    expect(headers).toEqual({ accept: 'application/json' })
  })
})

describe('an answer that SAP has compressed', () => {
  const compressed = (status: number, body: string): UpstreamResponse => {
    const response = sapAnswers(status, body, { 'content-encoding': 'gzip', 'content-length': '42', 'content-type': 'application/json', 'etag': '"1"' })
    return { ...response, decoded: () => decodedResponse(response) }
  }

  it.each([
    ['HEAD', 200, true], ['HEAD', 404, false], ['HEAD', 404, true], ['HEAD', 401, true], ['GET', 304, true],
  ])('has the headers of the decoded one where the client does not accept that, also without a body: %s %i, a customer: %j', async (method, status, isSignedIn) => {
    const { headers, text } = await answered(compressed(status, ''), { method, isSignedIn })
    expect(headers).toEqual({ 'cache-control': 'no-store', 'content-type': 'application/json', 'etag': 'W/"1"' })
    expect(text).toBe('')
  })

  it('keeps its headers for HEAD where the client accepts it', async () => {
    expect((await answered(compressed(200, ''), { method: 'HEAD', accepts: 'gzip' })).headers).toMatchObject({ 'content-encoding': 'gzip', 'content-length': '42', 'etag': '"1"' })
  })
})
