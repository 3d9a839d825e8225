import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import type { RequestScope } from '../../../src/runtime/server/http/request-scope'
import { createCallerHeaders } from '../../../src/runtime/server/occ/caller-headers'
import { answerMethod } from '../../../src/runtime/server/operations/answer-method'
import type { AnswerMethodOptions } from '../../../src/runtime/server/operations/answer-method'
import { newestToken } from '../../../src/runtime/server/operations/look-again'
import { createOperationCaller } from '../../../src/runtime/server/operations/call-operation'
import type { CallOperationOptions } from '../../../src/runtime/server/operations/call-operation'
import { createServerApi } from '../../../src/runtime/server/server-api'
import type { ServerServices } from '../../../src/runtime/server/services'
import type { ServerEvent } from '../../../src/runtime/server/platform/types'
import type { Session } from '../../../src/runtime/server/session/session'
import { createRefusedCodes } from '../../../src/runtime/server/site-context/refused-codes'
import { createTurns } from '../../../src/runtime/server/storage/turns'
import { createCallSap } from '../../../src/runtime/server/upstream/call-sap'
import { createSessionConcurrencyLimit } from '../../../src/runtime/server/upstream/session-concurrency-limit'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { createServerTransport } from '../../../src/runtime/shared/server-transport'
import { sessionShop } from '../session/support'
import { rotatingServer } from '../session/tokens'

vi.mock('#sapcc/operations', () => import('../../../src/runtime/server/occ/operations'))

/** A shop whose customers change their carts, at a SAP that needs `latency` for each call, with an authorization server that needs `renewal`. */
function shop(mode: 'cookie' | 'storage', { latency = 0, renewal = 100, callsPerSession = 0, maxWait = 5000 } = {}) {
  const sessions = sessionShop(mode, { server: rotatingServer(renewal) })
  /** What SAP got: what was added, or the method; and the token. */
  const sent: string[] = []
  const callSap = createCallSap({
    upstream: {
      async send({ method, body, headers }) {
        const product = typeof body === 'string' ? /"code":"(\w+)"/.exec(body)?.[1] : undefined
        sent.push(`${product ?? method} ${headers.authorization?.replace('Bearer ', '')}`)
        await pause(latency)
        return jsonResponse({})
      },
    },
    limit: createSessionConcurrencyLimit({ callsPerSession, waitingCallsPerSession: 20, timeout: 5000 }),
    timeout: 1000,
    newestToken: caller => newestToken(caller, known => sessions.coordinator.resolve(known)),
  })
  const requests = new WeakMap<RequestScope, ReturnType<typeof sessions.request>>()
  const session = (scope: RequestScope) => requests.get(scope)!.session
  const newestSession = (known: Session) => sessions.coordinator.resolve(known)
  const turns = createTurns({ maxWait, maxWaiting: 20 })
  const operations = createOperationCaller({
    api: { uri: 'https://sap.example/occ/v2' },
    cart: { anonymous: true },
    callSap,
    anonymousCart: () => ({}),
    application: { tokenFor: () => Promise.resolve(undefined), discard: () => undefined },
    siteContext: () => Promise.resolve({ baseSiteId: 'electronics' }),
    refusedCodes: createRefusedCodes({ warn: () => undefined }),
    visitor: () => undefined,
    session,
    newestSession,
    turns: () => turns,
    log: { warn: () => undefined },
  } as unknown as CallOperationOptions)
  const callerHeaders = createCallerHeaders({ requestHeaders: [], responseHeaders: [] })

  /** A request arrives. */
  function arrives(cookie: string, body?: object, signal?: AbortSignal) {
    const bytes = new TextEncoder().encode(JSON.stringify([body]))
    const headers = { cookie, 'sec-fetch-site': 'same-origin', 'sapcc-sdk': '1', 'content-type': 'application/json', 'content-length': String(bytes.length) }
    const made = sessions.request(cookie, { method: 'POST', headers, readBody: () => Promise.resolve(bytes), ...(signal ? { client: signal } : {}) })
    requests.set(made.scope, made)
    return made
  }

  const typeOf = (error: { data: { type: string } }) => error.data.type

  return {
    sessions, sent, turns,
    /** A method by HTTP. @returns 200, or the type of the error. */
    async overHttp(cookie: string, name: string, params: object, signal?: AbortSignal) {
      const { scope } = arrives(cookie, params, signal)
      return await answerMethod(scope, name, { api: { publicReads: {}, bodyLimit: 10_000 }, publicOrigin: undefined, callerHeaders, operations, session, serverMethods: {} } as unknown as AnswerMethodOptions).then(({ status }) => status < 300 ? 200 : status, typeOf)
    },
    /** The same from a route of the shop's. @param onRefreshed the app's own listener. */
    async byFunction(cookie: string, name: string, params: object, onRefreshed: () => Promise<void> = () => Promise.resolve()) {
      const { scope } = arrives(cookie)
      const services = { operations, session, scope: () => scope, serverMethods: {}, callerHeaders, failures: { note: () => undefined } } as unknown as ServerServices
      const transport = createServerTransport(createServerApi(() => services, () => services, () => scope.request), {} as ServerEvent)
      transport.onRefreshed(onRefreshed)
      return await transport(name, [params], {}).then(() => 200, typeOf)
    },
    async signOut(cookie: string) {
      await sessions.send(cookie, own => own.end())
    },
  }
}

const add = (code: string) => ({ orderEntry: { product: { code }, quantity: 1 } })

describe.each(['cookie', 'storage'] as const)('changes of a customer\'s cart (sessions in %s)', (mode) => {
  it.each(['overHttp', 'byFunction'] as const)('keep the order in which they arrived while the token is renewed: %s', async (way) => {
    const shopper = shop(mode, { renewal: 200 })
    const cookie = await shopper.sessions.signIn(0)
    const answers = [...'abcdefgh'].map(async (code, index) => {
      await pause(index * 30)
      return await shopper[way](cookie, 'createCartEntry', add(code))
    })
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 8 }, () => 200))
    expect(shopper.sent).toEqual([...'abcdefgh'].map(code => `${code} access-1`))
    expect(shopper.sessions.server.sent).toEqual(['refresh-0'])
  })

  it.each(['overHttp', 'byFunction'] as const)('of different kinds do so, too: %s', async (way) => {
    const shopper = shop(mode)
    const cookie = await shopper.sessions.signIn(0)
    const adding = shopper[way](cookie, 'createCartEntry', add('a'))
    await pause(30)
    expect(await Promise.all([adding, shopper[way](cookie, 'removeCartEntry', { entryNumber: 0 })])).toEqual([200, 200])
    expect(shopper.sent).toEqual(['a access-1', 'DELETE access-1'])
  })

  it.each(['overHttp', 'byFunction'] as const)('that have waited go with the token that was renewed meanwhile: %s', async (way) => {
    const shopper = shop(mode, { latency: 100, renewal: 20 })
    const cookie = await shopper.sessions.signIn()
    const adding = Promise.all(['a', 'b'].map(code => shopper[way](cookie, 'createCartEntry', add(code))))
    await pause(30)
    await shopper.sessions.send(cookie, own => own.refresh())
    expect(await adding).toEqual([200, 200])
    expect(shopper.sent).toEqual(['a access-0', 'b access-1'])
  })

  it.each(['overHttp', 'byFunction'] as const)('that wait while the customer signs out are refused, and not sent: %s', async (way) => {
    const shopper = shop(mode, { latency: 100 })
    const cookie = await shopper.sessions.signIn()
    const adding = Promise.all(['a', 'b', 'c'].map(code => shopper[way](cookie, 'createCartEntry', add(code))))
    await pause(30)
    await shopper.signOut(cookie)
    expect(await adding).toEqual([200, 'SessionEndedError', 'SessionEndedError'])
    expect(shopper.sent).toEqual(['a access-0'])
  })

  it('wait no longer than they may for one that waits for the token', async () => {
    const shopper = shop(mode, { renewal: 400, maxWait: 100 })
    const cookie = await shopper.sessions.signIn(0)
    const answers = ['a', 'b'].map(code => shopper.overHttp(cookie, 'createCartEntry', add(code)))
    expect(await Promise.all(answers)).toEqual([200, 'CartBusyError'])
    expect(shopper.sent).toEqual(['a access-1'])
  })

  it('go on after one whose client has left while it waited', async () => {
    const shopper = shop(mode, { latency: 100 })
    const cookie = await shopper.sessions.signIn()
    const client = new AbortController()
    const first = shopper.overHttp(cookie, 'createCartEntry', add('a'))
    const left = shopper.overHttp(cookie, 'createCartEntry', add('b'), client.signal).catch(() => 'left')
    const last = shopper.overHttp(cookie, 'createCartEntry', add('c'))
    await pause(30)
    client.abort()
    expect(await Promise.all([first, left, last])).toEqual([200, 'left', 200])
    expect(shopper.sent).toEqual(['a access-0', 'c access-0'])
  })

  it('that a listener of the app makes when the token was renewed do not wait for ever', async () => {
    const shopper = shop(mode)
    const cookie = await shopper.sessions.signIn(0)
    let isAdded: unknown
    const answer = await shopper.byFunction(cookie, 'createCartEntry', add('a'), async () => {
      isAdded = await shopper.byFunction(cookie, 'createCartEntry', add('b'))
    })
    expect([answer, isAdded]).toEqual([200, 200])
    expect(shopper.sent).toEqual(['a access-1', 'b access-1'])
  })

  it('are no failure of the process when a listener of the app fails while they are sent', async () => {
    const unhandled: unknown[] = []
    const note = (reason: unknown) => void unhandled.push(reason)
    process.on('unhandledRejection', note)
    try {
      const shopper = shop(mode, { latency: 100 })
      const cookie = await shopper.sessions.signIn(0)
      const failure = Object.assign(new Error('listener'), { data: { type: 'listener' } })
      // The call was sent: an error would have the caller send it once more.
      expect(await shopper.byFunction(cookie, 'createCartEntry', add('a'), () => Promise.reject(failure))).toBe(200)
      expect(shopper.sent).toEqual(['a access-1'])
      expect(unhandled).toEqual([])
    }
    finally {
      process.off('unhandledRejection', note)
    }
  })

  it('are answered in bounded time behind one whose token comes late, and are not sent later', async () => {
    const shopper = shop(mode, { renewal: 600, maxWait: 150 })
    const cookie = await shopper.sessions.signIn(0)
    const startedAt = performance.now()
    const later = [...'bcd']
    const answers = ['a', ...later].map(code => shopper.overHttp(cookie, 'createCartEntry', add(code)))
    expect(await Promise.all(answers.slice(1))).toEqual(later.map(() => 'CartBusyError'))
    expect(performance.now() - startedAt).toBeLessThan(500)
    expect(await answers[0]).toBe(200)
    expect(await shopper.overHttp(cookie, 'createCartEntry', add('e'))).toBe(200)
    expect(shopper.sent).toEqual(['a access-1', 'e access-1'])
  })
})

describe.each(['cookie', 'storage'] as const)('calls that wait for a slot of their session (sessions in %s)', (mode) => {
  it('are refused when the customer signs out meanwhile, and not sent', async () => {
    const { sessions, sent, overHttp, signOut } = shop(mode, { latency: 100, callsPerSession: 1 })
    const cookie = await sessions.signIn()
    const reading = Promise.all([1, 2, 3].map(() => overHttp(cookie, 'getAddresses', {})))
    await pause(30)
    await signOut(cookie)
    expect(await reading).toEqual([200, 'SessionEndedError', 'SessionEndedError'])
    expect(sent).toHaveLength(1)
  })

  it('go with the token that was renewed meanwhile', async () => {
    const { sessions, sent, overHttp } = shop(mode, { latency: 100, renewal: 20, callsPerSession: 1 })
    const cookie = await sessions.signIn()
    const reading = Promise.all([1, 2].map(() => overHttp(cookie, 'getAddresses', {})))
    await pause(30)
    await sessions.send(cookie, own => own.refresh())
    expect(await reading).toEqual([200, 200])
    expect(sent).toEqual(['GET access-0', 'GET access-1'])
  })
})
