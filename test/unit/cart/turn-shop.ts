import { setTimeout as pause } from 'node:timers/promises'
import { memoizeByObject } from '../../../src/runtime/server/http/memoize-by-object'
import type { RequestScope } from '../../../src/runtime/server/http/request-scope'
import { createCallerHeaders } from '../../../src/runtime/server/occ/caller-headers'
import { answerMethod } from '../../../src/runtime/server/operations/answer-method'
import type { AnswerMethodOptions } from '../../../src/runtime/server/operations/answer-method'
import { newestToken } from '../../../src/runtime/server/session/newest-token'
import { createOperationCaller } from '../../../src/runtime/server/operations/call-operation'
import type { CallOperationOptions } from '../../../src/runtime/server/operations/call-operation'
import { createServerApi } from '../../../src/runtime/server/server-api'
import type { ServerServices } from '../../../src/runtime/server/services'
import type { ServerEvent } from '../../../src/runtime/server/platform/types'
import type { Caller } from '../../../src/runtime/server/upstream/call-sap'
import { createRefusedCodes } from '../../../src/runtime/server/site-context/refused-codes'
import { createTurns } from '../../../src/runtime/server/storage/turns'
import { createCallSap } from '../../../src/runtime/server/upstream/call-sap'
import { createSessionConcurrencyLimit } from '../../../src/runtime/server/upstream/session-concurrency-limit'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { createServerTransport } from '../../../src/runtime/shared/server-transport'
import { sessionShop } from '../session/support'
import { rotatingServer, sealer } from '../session/tokens'
import { createAnonymousCarts } from '../../../src/runtime/server/cart/anonymous-cart'
import { silentLog } from '../silent-log'

/** How a {@link turnShop} behaves. */
export interface TurnShopOptions {
  /** Milliseconds that SAP needs for a call. */
  latency?: number
  /** Milliseconds that the authorization server needs. */
  renewal?: number
  callsPerSession?: number
  /** Milliseconds that a change waits for its turn at most. */
  maxWait?: number
  server?: ReturnType<typeof rotatingServer>
  siteContext?: () => Promise<object>
  /** SAP's answer. @default success, with a code and a guid as of a new cart */
  answer?: (authorization: string | undefined) => ReturnType<typeof jsonResponse> | undefined
}

/** A shop whose customers change their carts. */
export function turnShop(mode: 'cookie' | 'storage', { latency = 0, renewal = 100, callsPerSession = 0, maxWait = 5000, server = rotatingServer(renewal), siteContext = () => Promise.resolve({ baseSiteId: 'electronics' }), answer = () => undefined }: TurnShopOptions = {}) {
  const sessions = sessionShop(mode, { server })
  /** What SAP got: what was added, or the method; and the token. */
  const sent: string[] = []
  const tokenNow = (caller: Caller) => newestToken(caller, known => sessions.coordinator.resolve(known))
  const callSap = createCallSap({
    upstream: {
      async send({ method, body, headers }) {
        const product = typeof body === 'string' ? /"code":"(\w+)"/.exec(body)?.[1] : undefined
        sent.push(`${product ?? method} ${headers.authorization?.replace('Bearer ', '')}`)
        await pause(latency)
        return answer(headers.authorization) ?? jsonResponse({ code: '1', guid: 'guid-of-a-new-cart' })
      },
    },
    limit: createSessionConcurrencyLimit({ callsPerSession, waitingCallsPerSession: 20, timeout: 5000 }),
    timeout: 1000,
    newestToken: tokenNow,
  })
  const requests = new WeakMap<RequestScope, ReturnType<typeof sessions.request>>()
  const session = (scope: RequestScope) => requests.get(scope)!.session
  const turns = createTurns({ maxWait, maxWaiting: 20 })
  const operations = createOperationCaller({
    api: { uri: 'https://sap.example/occ/v2', languages: {} },
    cart: { anonymous: true },
    callSap,
    anonymousCart: createAnonymousCarts({ sealer }),
    application: { tokenFor: () => Promise.resolve(undefined), discard: () => undefined },
    siteContext: memoizeByObject(siteContext),
    refusedCodes: createRefusedCodes({ warn: () => undefined }),
    visitor: () => undefined,
    session,
    newestToken: tokenNow,
    turns: () => turns,
    log: silentLog,
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

  /** The answer of the module's route to a request. @returns 200, or the type of the error. */
  async function routeAnswers(scope: RequestScope, name: string): Promise<number | string> {
    return await answerMethod(scope, name, { api: { publicReads: {}, bodyLimit: 10_000 }, publicOrigin: undefined, callerHeaders, operations, session, serverMethods: {} } as unknown as AnswerMethodOptions).then(({ status }) => status < 300 ? 200 : status, typeOf)
  }

  /** A request of a route of the shop's, which makes several calls. @param onRefreshed the app's own listener. */
  function ownRoute(cookie: string, onRefreshed: () => Promise<void> = () => Promise.resolve()) {
    const made = arrives(cookie)
    const { scope } = made
    const services = { operations, session, scope: () => scope, serverMethods: {}, callerHeaders, failures: { note: () => undefined } } as unknown as ServerServices
    const transport = createServerTransport(createServerApi(() => services, () => services, () => scope.request, silentLog), {} as ServerEvent)
    transport.onRefreshed(onRefreshed)
    return {
      ...made,
      /** @returns 200, or the type of the error. */
      call: (name: string, params: object) => transport(name, [params], {}).then(() => 200, typeOf),
      /** A request that the route makes to its own server. */
      async inner(name: string, params: object) {
        const { scope } = arrives(cookie, params)
        requests.set(scope, made)
        return await routeAnswers(scope, name)
      },
    }
  }

  return {
    sessions, sent, turns, operations, ownRoute,
    /** A method by HTTP. @returns 200, or the type of the error. */
    overHttp: async (cookie: string, name: string, params: object, signal?: AbortSignal) => await routeAnswers(arrives(cookie, params, signal).scope, name),
    /** The same from a route of the shop's. @param onRefreshed the app's own listener. */
    byFunction: async (cookie: string, name: string, params: object, onRefreshed?: () => Promise<void>) => await ownRoute(cookie, onRefreshed).call(name, params),
    async signOut(cookie: string) {
      await sessions.send(cookie, own => own.end())
    },
  }
}

export const add = (code: string) => ({ orderEntry: { product: { code }, quantity: 1 } })
