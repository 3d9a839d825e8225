import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createHookCaller } from '../../../src/runtime/server/hooks'
import type { CallAfterContext, CallBeforeContext } from '../../../src/runtime/server/hooks'
import { createSendRequest, sendFor } from '../../../src/runtime/server/oauth/http'
import { nameRequest } from '../../../src/runtime/server/oauth/name-request'
import type { ServerEvent } from '../../../src/runtime/server/platform/types'
import { createCallSap } from '../../../src/runtime/server/upstream/call-sap'
import type { Caller } from '../../../src/runtime/server/upstream/call-sap'
import { UpstreamTimeout, UpstreamUnreachable } from '../../../src/runtime/server/upstream/upstream'
import type { UpstreamRequest, UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'
import { createCallWatch } from '../../../src/runtime/server/upstream/watch-call'
import { configFor } from '../oauth/support'

const EXPIRED = JSON.stringify({ errors: [{ type: 'InvalidTokenError', message: 'Access token expired: old-token' }] })
const GET_CART = { operationId: 'getCart', operation: { path: '/{baseSiteId}/users/{userId}/carts/{cartId}' } }
const event = { path: '/page' } as unknown as ServerEvent

function responseOf(status: number, body = '{}'): UpstreamResponse {
  const response = new Response(body)
  const answer: UpstreamResponse = { status, header: () => undefined, headers: () => ({}), stream: () => response.body!, bytes: async () => new Uint8Array(await response.arrayBuffer()), discard: () => Promise.resolve(), decoded: () => answer }
  return answer
}

interface Listeners {
  'sapcc:call:before'?: (context: CallBeforeContext) => unknown
  'sapcc:call:after'?: (context: CallAfterContext) => unknown
}

/** SAP, which answers each call after 40 ms, and what listeners were told. */
function watchedSap(listeners: Listeners, ...answers: (UpstreamResponse | Error)[]) {
  const clock = { now: 1000 }
  const errors: unknown[] = []
  const warnings: string[] = []
  const hooks = createHookCaller({
    callHook: (name, context) => {
      const listener = listeners[name as keyof Listeners] as ((context: unknown) => unknown) | undefined
      return listener && Promise.resolve().then(() => listener(context)).then(() => undefined)
    },
    hasListeners: name => name in listeners,
  }, { error: (_message, error) => errors.push(error) })
  const watch = createCallWatch(hooks, { now: () => clock.now, log: { warn: (message: string) => warnings.push(message) } as never })
  const sent: Record<string, string>[] = []
  const callSap = createCallSap({
    upstream: {
      send({ headers }) {
        sent.push({ ...headers })
        clock.now += 40
        const answer = answers.shift()!
        return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
      },
    },
    limit: { enter: () => undefined, leave: () => {} },
    timeout: 1000,
    watch,
  })
  return { callSap, watch, sent, errors, warnings, clock }
}

const request = (headers: Record<string, string> = {}) => ({ method: 'GET', url: 'https://sap.example:9002/occ/v2/electronics/users/current/carts/00001?fields=FULL', headers })
const told = (list: unknown[]) => ({ 'sapcc:call:after': ({ headers: _, ...rest }: CallAfterContext) => list.push({ ...rest }) })
const settled = () => new Promise(resolve => setTimeout(resolve, 0))

describe('listeners of a call to OCC', () => {
  it('learn operation, template, host, status and duration, and no id', async () => {
    const calls: unknown[] = []
    const work: Promise<unknown>[] = []
    const { callSap } = watchedSap(told(calls), responseOf(404))
    await callSap({ ...GET_CART, scope: { request: { event, waitUntil: promise => void work.push(promise) } } }, request(), { token: undefined })
    await Promise.all(work)
    expect(calls).toEqual([{ event, target: 'occ', operation: 'getCart', template: GET_CART.operation.path, method: 'GET', host: 'sap.example:9002', attempt: 1, status: 404, duration: 40 }])
    expect(work).toHaveLength(1)
  })

  it('learn of both attempts, each with headers of its own', async () => {
    const calls: unknown[] = []
    let count = 0
    const { callSap, sent } = watchedSap({ ...told(calls), 'sapcc:call:before': ({ headers }) => headers['X-Span'] = String(++count) }, responseOf(401, EXPIRED), responseOf(200))
    const caller: Caller = { token: 'old-token', sessionId: 's', withNewToken: async () => ({ token: 'new-token', sessionId: 's' }) }
    const asked = request({ accept: 'x' })
    await callSap(GET_CART, asked, caller)
    await settled()
    expect(calls).toMatchObject([{ attempt: 1, status: 401 }, { attempt: 2, status: 200 }])
    expect(sent).toEqual([
      { 'accept': 'x', 'authorization': 'Bearer old-token', 'x-span': '1' },
      { 'accept': 'x', 'authorization': 'Bearer new-token', 'x-span': '2' },
    ])
    expect(asked.headers).not.toHaveProperty('x-span')
  })

  it('get the same object before and after', async () => {
    const seen: object[] = []
    const { callSap } = watchedSap({ 'sapcc:call:before': context => seen.push(context), 'sapcc:call:after': context => seen.push(context) }, responseOf(200))
    await callSap(GET_CART, request(), { token: undefined })
    await settled()
    expect(seen[0]).toBe(seen[1])
  })

  it.each([
    [new UpstreamTimeout('slow'), false, 'UpstreamTimeoutError'],
    [new TypeError('defect'), false, 'TypeError'],
    [new Error('closed'), true, 'aborted'],
  ])('learn why there was no answer: %s', async (cause, aborted, errorType) => {
    const calls: unknown[] = []
    const { callSap } = watchedSap(told(calls), cause)
    await expect(callSap(GET_CART, request(), { token: undefined }, { aborted, addEventListener: () => {} })).rejects.toThrow()
    await settled()
    expect(calls).toEqual([expect.objectContaining({ errorType, duration: 40 })])
    expect(calls[0]).not.toHaveProperty('status')
  })

  it('break nothing with what they throw', async () => {
    const error = new Error('a listener')
    const fail = () => {
      throw error
    }
    const { callSap, errors } = watchedSap({ 'sapcc:call:before': fail, 'sapcc:call:after': fail }, responseOf(200))
    expect((await callSap(GET_CART, request(), { token: undefined })).response.status).toBe(200)
    await settled()
    expect(errors).toEqual([error, error])
  })

  it('add headers, and replace none of the request itself', async () => {
    const added = { 'Authorization': 'Bearer x', 'cookie': 'a=b', 'Content-Length': '1', 'host': 'x', 'sapcc-hop': 'x', 'bad name': 'x', 'x-line': 'a\nb', 'x-number': 1, 'traceparent': '00-1', 'accept-language': 'de' }
    const { callSap, sent } = watchedSap({ 'sapcc:call:before': ({ headers }) => Object.assign(headers, added) }, responseOf(200))
    const asked = request({ 'content-length': '5', 'accept-language': 'en' })
    await callSap(GET_CART, asked, { token: 't' })
    expect(sent).toEqual([{ 'authorization': 'Bearer t', 'content-length': '5', 'accept-language': 'de', 'traceparent': '00-1' }])
    expect(asked.headers['accept-language']).toBe('en')
  })

  it('find no credentials in the context', async () => {
    const contexts: unknown[] = []
    const { callSap } = watchedSap({ 'sapcc:call:before': context => contexts.push(context) }, responseOf(200))
    await callSap(GET_CART, request({ cookie: 'secret' }), { token: 'secret' })
    expect(JSON.stringify(contexts)).not.toContain('secret')
  })

  it('are waited for one second at most, and what they add later is not sent', async () => {
    const calls: unknown[] = []
    const late: (() => void)[] = []
    const { callSap, sent, warnings } = watchedSap({
      ...told(calls),
      'sapcc:call:before': ({ headers }) => {
        headers['x-early'] = '1'
        return new Promise<void>(resolve => late.push(() => {
          headers['x-late'] = '1'
          resolve()
        }))
      },
    }, ...Array.from({ length: 5 }, () => responseOf(200)))
    const startedAt = performance.now()
    const headers: Record<string, string> = {}
    const answers = await Promise.all([request(headers), ...Array.from({ length: 4 }, () => request())].map(asked => callSap(GET_CART, asked, { token: undefined })))
    expect(performance.now() - startedAt).toBeLessThan(3000)
    expect(answers.map(({ response }) => response.status)).toEqual([200, 200, 200, 200, 200])
    for (const end of late) end()
    await settled()
    expect(sent).toEqual(Array.from({ length: 5 }, () => ({ 'x-early': '1' })))
    expect(headers).toEqual({})
    expect(calls).toHaveLength(5)
    expect(warnings).toEqual(['A listener of sapcc:call:before has not ended within 1000 ms. The call goes on without it.'])
  })

  it('learn which operation a call of the raw proxy is, if it is one', async () => {
    const calls: unknown[] = []
    const { callSap } = watchedSap(told(calls), responseOf(200), responseOf(200))
    await callSap({ operationId: 'a call of the raw proxy', findOperation: () => GET_CART }, request(), { token: undefined })
    await callSap({ operationId: 'a call of the raw proxy', findOperation: () => undefined }, request(), { token: undefined })
    await settled()
    expect(calls).toMatchObject([{ operation: 'getCart', template: GET_CART.operation.path }, { operation: undefined, template: undefined }])
  })
})

it('a call costs nothing without listeners: it is not looked up, and no context is made', async () => {
  const { callSap, sent } = watchedSap({}, responseOf(200))
  const find = () => {
    throw new Error('looked up')
  }
  await callSap({ operationId: 'a call of the raw proxy', findOperation: find }, { ...request(), url: 'not an address' }, { token: undefined })
  expect(sent).toEqual([{}])
})

describe('listeners of a request to the authorization server', () => {
  const config = configFor('https://sap.example/authorizationserver')
  const POST = (form: Record<string, string>) => ({ method: 'POST' as const, headers: {}, body: new URLSearchParams(form) })

  function watchedServer(calls: unknown[], answer: (request: UpstreamRequest) => UpstreamResponse | Promise<UpstreamResponse>) {
    const { watch, clock } = watchedSap({ ...told(calls), 'sapcc:call:before': ({ headers }) => headers.traceparent = '00-1' })
    return createSendRequest({
      upstreamOf: () => ({
        async send(request) {
          clock.now += 40
          return await answer(request)
        },
      }),
      timeout: 1000,
      now: Date.now,
      watch,
      nameOf: url => nameRequest(url, config),
    })
  }

  it('learn what is asked for, for whom, and how it went', async () => {
    const calls: unknown[] = []
    let traceparent: string | undefined
    const send = sendFor(watchedServer(calls, (request) => {
      traceparent = request.headers.traceparent
      return responseOf(200)
    }), { event, waitUntil: () => {} })
    await send(new URL(config.tokenEndpoint), POST({ grant_type: 'refresh_token', refresh_token: 'secret' }))
    await settled()
    expect(calls).toEqual([{ event, target: 'authorization-server', operation: 'token', grantType: 'refresh_token', method: 'POST', host: 'sap.example', attempt: 1, status: 200, duration: 40 }])
    expect(traceparent).toBe('00-1')
    expect(JSON.stringify(calls)).not.toContain('secret')
  })

  it('learn of an outage by its status, or by its type where there was no answer', async () => {
    const calls: unknown[] = []
    const answers = [() => responseOf(503), () => Promise.reject(new UpstreamUnreachable('refused'))]
    const send = watchedServer(calls, () => answers.shift()!())
    for (const name of ['first', 'second']) await expect(send(new URL(config.tokenRevokeEndpoint), POST({ token: name }))).rejects.toBeInstanceOf(SapccError)
    await settled()
    expect(calls).toMatchObject([{ operation: 'revoke', status: 503 }, { operation: 'revoke', errorType: 'AuthorizationServerUnavailableError' }])
  })

  it('do not hold it up without end', async () => {
    const { watch } = watchedSap({ 'sapcc:call:before': () => new Promise(() => {}) })
    const send = createSendRequest({ upstreamOf: () => ({ send: async () => responseOf(200) }), timeout: 50, now: Date.now, watch })
    expect((await send(new URL(config.tokenEndpoint), POST({ grant_type: 'refresh_token' }))).status).toBe(200)
  })

  it.each([
    ['https://sap.example/authorizationserver/oauth/token', 'token'],
    ['https://sap.example/authorizationserver/oauth/authorize?state=secret', 'authorize'],
    ['https://sap.example/authorizationserver/.well-known/openid-configuration', 'discovery'],
    ['https://sap.example/authorizationserver/login/jane@example.com', 'login'],
  ])('know it by a name, not by its address: %s', (url, name) => {
    expect(nameRequest(new URL(url), config)).toBe(name)
  })
})
