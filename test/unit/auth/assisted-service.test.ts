import { describe, expect, it, vi } from 'vitest'
import type { SapccError } from '../../../src/runtime/sdk/errors'
import { createAssistedService } from '../../../src/runtime/server/auth/assisted-service'
import type { AssistedServiceOptions } from '../../../src/runtime/server/auth/assisted-service'
import { createBeginSession } from '../../../src/runtime/server/auth/begin-session'
import type { BeginSessionOptions } from '../../../src/runtime/server/auth/begin-session'
import { createCustomerSessions } from '../../../src/runtime/server/auth/customer-sessions'
import type { CustomerSessionsOptions } from '../../../src/runtime/server/auth/customer-sessions'
import { createServerMethods, sessionInfo } from '../../../src/runtime/server/auth/server-methods'
import type { ServerMethodsOptions } from '../../../src/runtime/server/auth/server-methods'
import type { RequestScope } from '../../../src/runtime/server/http/request-scope'
import { createOperationCaller } from '../../../src/runtime/server/operations/call-operation'
import type { CallOperationOptions } from '../../../src/runtime/server/operations/call-operation'
import { forward } from '../../../src/runtime/server/proxy/forward'
import { createAssistedSessions } from '../../../src/runtime/server/session/assisted-session'
import { callerOf } from '../../../src/runtime/server/session/session-caller'
import { createRefusedCodes } from '../../../src/runtime/server/site-context/refused-codes'
import type { CallSap } from '../../../src/runtime/server/upstream/call-sap'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { fakeBrowser } from '../fake-request'
import { idTokens, sessionShop } from '../session/support'
import type { TestRequest } from '../session/support'
import { newSession, sealer } from '../session/tokens'

vi.mock('#sapcc/operations', async () => {
  const { operations } = await import('../../../src/runtime/server/occ/operations')
  const { defineOperations } = await import('../../../src/runtime/server/occ/operation')
  const own = defineOperations({
    Own: {
      putAny: { method: 'PUT', path: '/{baseSiteId}/users/current/{action}' },
      patchAny: { method: 'PATCH', path: '/{baseSiteId}/{collection}/{id}' },
      putLogin: { method: 'PUT', path: '/{baseSiteId}/{collection}/{id}/login' },
    },
  })
  return { operations: { ...operations, ...own } }
})

const MAX_AGE = 60
const JANE = { customerId: 'id-of-jane', uid: 'jane@example.com' }
const JOHN = { customerId: 'id-of-john', uid: 'john@example.com' }
const CUSTOMERS = [JANE, JOHN, { uid: 'łucja@example.com', customerId: undefined }]

interface Sent { method: string, path: string, actsFor: string | undefined, headers: Record<string, string> }

/** A shop with assisted service whose parts are real, up to what SAP answers and the authorization server. */
function assistedShop({ siteContext = () => Promise.resolve({ baseSiteId: 'electronics' }), continuesAfterResponse = true, listener = () => Promise.resolve() }: { siteContext?: () => Promise<{ baseSiteId: string }>, continuesAfterResponse?: boolean, /** Of all hooks. */ listener?: (name: string) => Promise<void> } = {}) {
  const clock = { now: Date.now() }
  const told: { name: string, agent?: string, uid?: string, reason?: string }[] = []
  const tell = async (name: string, { agent, customer, reason }: { agent?: string, customer?: { uid: string }, reason?: string }) => {
    await listener(name)
    told.push({ name, ...(agent === undefined ? {} : { agent }), ...(customer ? { uid: customer.uid } : {}), ...(reason === undefined ? {} : { reason }) })
  }
  const hooks = { callHook: tell as never }
  const assisted = createAssistedSessions({ sealer, maxAge: MAX_AGE, sessionMaxAge: 86_400, onEnded: async (_scope, ended) => await tell('sapcc:assisted:ended', ended), now: () => clock.now })
  const sessions = sessionShop('storage', { assisted, continuesAfterResponse })
  const requests = new WeakMap<RequestScope, TestRequest>()
  const session = (scope: RequestScope) => requests.get(scope)!.session
  const sent: Sent[] = []
  const noted: string[] = []
  const visitor = { headers: () => Promise.resolve({ 'occ-personalization-id': 'of-the-visitor' }), note: async () => void noted.push('note'), dropConsents: () => Promise.resolve() }

  const callSap: CallSap = async (_call, { method, url, headers }, { actsFor }) => {
    const path = new URL(url).pathname.replace('/occ/v2', '')
    sent.push({ method, path, actsFor, headers })
    const found = CUSTOMERS.find(({ customerId, uid }) => decodeURIComponent(path).endsWith(`/users/${customerId}`) || decodeURIComponent(path).endsWith(`/users/${uid}`))
    return { response: jsonResponse(found ?? {}) }
  }

  const log = { warn: () => undefined }
  const operations = createOperationCaller({
    api: { uri: 'https://sap.example/occ/v2' },
    cart: { anonymous: true },
    callSap,
    application: { tokenFor: () => Promise.resolve(undefined), discard: () => undefined },
    siteContext,
    refusedCodes: createRefusedCodes(log),
    visitor: () => visitor,
    session,
    limitAttempts: (_request: unknown, _attempt: unknown, send: (onSend: () => void) => unknown) => send(() => undefined),
    onActing: (_scope: unknown, emulation: { customer: { uid: string } }, { operation }: { operation: string }) => void tell(`call ${operation}`, emulation),
    onNewPassword: () => Promise.resolve(),
    turns: () => ({ take: () => Promise.resolve(() => undefined) }),
    log,
  } as unknown as CallOperationOptions)

  const termination = () => ({ revoke: () => Promise.resolve(), end: () => Promise.resolve(), discard: () => Promise.resolve(), cancelRevocation: () => Promise.resolve(), drained: () => Promise.resolve() })
  const anonymousCart = () => ({ guid: () => Promise.resolve('guid'), drop: () => Promise.resolve(), clear: () => Promise.resolve() })
  const beginSession = createBeginSession({ cart: { mergeOnSignIn: false }, session, sessionCookies: () => ({ remainingCookieBudget: 0 }), idTokens, users: () => sessions.store.users, termination, takeReset: () => undefined, visitor: () => undefined, hooks, callInternally: operations.callAsServer, anonymousCart, log, maxMergeTime: 0 } as unknown as BeginSessionOptions)
  const service = createAssistedService({ session, siteContext, hooks, beginSession, termination, anonymousCart, callAsAgent: operations.callAsAgent } as unknown as AssistedServiceOptions)
  const { signUserOut } = createServerMethods({ assisted: service, session, termination, anonymousCart, visitor: () => undefined, hooks, beginLogout: () => Promise.resolve(undefined) } as unknown as ServerMethodsOptions)
  const customerSessions = createCustomerSessions({ config: { maxAge: 1, absoluteMaxAge: 1, endOthersOnPasswordChange: true }, users: () => sessions.store.users, session, coordinator: () => sessions.coordinator, termination, hooks } as unknown as CustomerSessionsOptions)

  const browser = fakeBrowser()

  function request(): TestRequest {
    const made = sessions.request(browser.cookie)
    requests.set(made.scope, made)
    return made
  }

  /** One request of the browser. */
  async function send<Result>(work: (request: TestRequest) => Promise<Result>): Promise<Result> {
    const made = request()
    try {
      return await work(made)
    }
    finally {
      browser.receive(await made.respond())
    }
  }

  async function signIn(): Promise<void> {
    await send(async ({ session: own }) => {
      await own.session()
      await own.begin(newSession())
      await own.setAssisted({ agent: 'sam' })
    })
  }

  const start = (customerId: string, madeIn?: string) => send(({ scope }) => service.startEmulation!(scope, [{ customerId }], madeIn))
  const call = (name: string, params: object = {}, options: object = {}) => send(({ scope }) => operations.call(scope, name, [params], options))
  const proxied = (method: string, path: string) => send(({ session: own }) => forward({ method, url: `https://sap.example/occ/v2${path}`, headers: {} }, { callSap, requestSession: own }, { aborted: false, addEventListener: () => {} }))

  return { clock, told, sent, noted, sessions, session, operations, service, customerSessions, beginSession, signUserOut: signUserOut!, browser, request, send, signIn, start, call, proxied }
}

const typeOf = (work: Promise<unknown>) => work.then(() => 'sent', (error: SapccError) => error.data.type)

describe('when the time of acting for a customer is over', () => {
  async function expired() {
    const shop = assistedShop()
    await shop.signIn()
    await shop.start(JANE.customerId)
    shop.clock.now += MAX_AGE * 1000
    shop.sent.length = 0
    shop.told.length = 0
    return shop
  }

  it.each([
    ['createCartEntry', { cartId: 'current', orderEntry: {} }],
    ['createAddress', { address: {} }],
    ['getUser', {}],
    ['getUser', { userId: 'anonymous' }],
    ['changeUserPassword', { replacePasswordInput: { old: 'a', new: 'b' } }],
  ])('nothing that is about the customer is sent, for the agent would take their place: %s %j', async (name, params) => {
    const { call, sent } = await expired()
    await expect(call(name, params)).rejects.toMatchObject({ status: 409, data: { type: 'EmulationExpiredError' } })
    expect(sent).toEqual([])
  })

  it.each([
    ['POST', '/electronics/users/current/carts'],
    ['GET', '/electronics/users/current'],
    ['GET', '/electronics/orgUsers/current/orders?fields=FULL'],
    ['POST', '/electronics/forms'],
  ])('nor by the raw proxy: %s %s', async (method, path) => {
    const { proxied, sent } = await expired()
    await expect(proxied(method, path)).rejects.toMatchObject({ status: 409, data: { type: 'EmulationExpiredError' } })
    expect(sent).toEqual([])
  })

  it('a cart is not given to the customer', async () => {
    const { send, service, sent } = await expired()
    expect(await typeOf(send(({ scope }) => service.bindCartToCustomer!(scope, [{ cartId: 'guid' }])))).toBe('EmulationExpiredError')
    expect(sent).toEqual([])
  })

  it('reads that are about no user go on, as the agent\'s', async () => {
    const { call, proxied, sent } = await expired()
    await call('getProduct', { productCode: '1' })
    await proxied('GET', '/electronics/products/1')
    expect(sent.map(({ path, actsFor, headers }) => [path, actsFor, headers['sap-commerce-cloud-user-id']])).toEqual([['/electronics/products/1', undefined, undefined], ['/electronics/products/1', undefined, undefined]])
  })

  it('the app and listeners are told, listeners once', async () => {
    const { send, call, told } = await expired()
    const info = () => send(({ session }) => sessionInfo(session))
    expect(await info()).toMatchObject({ loggedIn: true, assisted: { agent: 'sam', expired: JANE } })
    expect((await info()).assisted).not.toHaveProperty('customer')
    await typeOf(call('getUser'))
    expect(told).toEqual([{ name: 'sapcc:assisted:ended', agent: 'sam', uid: JANE.uid, reason: 'expired' }])
  })

  it('the app takes it for another person', async () => {
    const shop = assistedShop()
    await shop.signIn()
    await shop.start(JANE.customerId)
    const before = await shop.send(({ session }) => session.appSessionKey())
    shop.clock.now += MAX_AGE * 1000
    expect(await shop.send(({ session }) => session.appSessionKey())).not.toBe(before)
  })

  it('the app takes its end for another person, too: what was refused is read again', async () => {
    const { send, service } = await expired()
    const keyNow = () => send(({ session }) => session.appSessionKey())
    const before = await keyNow()
    expect(await keyNow()).toBe(before)
    await send(({ scope }) => service.endEmulation!(scope, []))
    expect(await keyNow()).not.toBe(before)
  })

  it('a call that was made before is not repeated', async () => {
    const shop = assistedShop()
    await shop.signIn()
    await shop.start(JANE.customerId)
    const madeIn = await shop.send(async ({ session }) => await session.session() && session.callSessionTag)
    shop.clock.now += MAX_AGE * 1000
    expect(await typeOf(shop.call('getProduct', { productCode: '1' }, { madeIn }))).toBe('SessionChangedError')
  })

  it.each([
    ['the customer is chosen again', JANE.customerId],
    ['another customer is chosen', JOHN.customerId],
  ])('calls go on as soon as %s', async (_, customerId) => {
    const { start, call, sent, told } = await expired()
    await start(customerId)
    await call('getUser')
    expect(sent.at(-1)).toMatchObject({ path: `/electronics/users/${customerId}`, actsFor: customerId })
    expect(told.map(({ name, reason }) => reason ?? name)).toEqual(['expired', 'sapcc:assisted:started', 'call getUser'])
  })

  it('calls are the agent\'s own as soon as the agent ends it', async () => {
    const { send, service, call, sent } = await expired()
    expect(await send(({ scope }) => service.endEmulation!(scope, []))).toMatchObject({ agent: 'sam' })
    await call('getUser')
    expect(sent.at(-1)).toMatchObject({ path: '/electronics/users/current', actsFor: undefined })
  })
})

describe('a method of the service that is repeated after a refresh', () => {
  it.each([
    ['bindCartToCustomer', [{ cartId: 'guid' }]],
    ['startEmulation', [{ customerId: JANE.customerId }]],
    ['endEmulation', []],
    ['findCustomers', [{ query: 'x' }]],
  ])('is refused when the agent acts for another customer by now: %s', async (name, args) => {
    const { signIn, start, send, service, sent, told } = assistedShop()
    await signIn()
    await start(JANE.customerId)
    const madeIn = await send(async ({ session }) => await session.session() && session.callSessionTag)
    await start(JOHN.customerId)
    sent.length = 0
    told.length = 0
    await expect(send(({ scope }) => service[name]!(scope, args, madeIn))).rejects.toMatchObject({ status: 409, data: { type: 'SessionChangedError' } })
    expect([sent, told]).toEqual([[], []])
    expect(await send(({ session }) => sessionInfo(session))).toMatchObject({ assisted: { customer: JOHN } })
  })

  it('is refused in another agent\'s session', async () => {
    const { signIn, start, send, service } = assistedShop()
    await signIn()
    const madeIn = await send(async ({ session }) => await session.session() && session.callSessionTag)
    await signIn()
    expect(await typeOf(send(({ scope }) => service.startEmulation!(scope, [{ customerId: JANE.customerId }], madeIn)))).toBe('SessionChangedError')
    await start(JANE.customerId)
  })

  it('works in the same session and for the same customer', async () => {
    const { signIn, start, send, service, sent } = assistedShop()
    await signIn()
    await start(JANE.customerId)
    const madeIn = await send(async ({ session }) => await session.session() && session.callSessionTag)
    await send(({ scope }) => service.bindCartToCustomer!(scope, [{ cartId: 'guid' }], madeIn))
    expect(sent.at(-1)?.path).toMatch(/bind-cart$/)
  })
})

it.each([
  ['endEmulation', []],
  ['startEmulation', [{ customerId: JANE.customerId }]],
  ['findCustomers', [{ query: 'x' }]],
  ['bindCartToCustomer', [{ cartId: 'guid' }]],
])('a method of the service is refused without a session, because the browser takes an answer for that of a session: %s', async (name, args) => {
  const { send, service, sent } = assistedShop()
  await expect(send(({ scope }) => service[name]!(scope, args))).rejects.toMatchObject({ status: 401, data: { type: 'NoSessionError' } })
  expect(sent).toEqual([])
})

describe('listeners hear that an agent no longer acts for a customer', () => {
  async function acting() {
    const shop = assistedShop()
    await shop.signIn()
    await shop.start(JANE.customerId)
    shop.told.length = 0
    return shop
  }
  const ended = (reason: string) => ({ name: 'sapcc:assisted:ended', agent: 'sam', uid: JANE.uid, reason })

  it('when another session takes the place of the agent\'s', async () => {
    const { send, beginSession, told } = await acting()
    await send(({ scope }) => beginSession(scope, { access_token: 'other', token_type: 'bearer', refresh_token: 'other-refresh', expires_in: 3600 } as never, {}))
    expect(told.slice(0, 2)).toEqual([ended('replaced'), { name: 'sapcc:session:ended', reason: 'replaced' }])
  })

  it('when the agent signs out, once however many tabs do', async () => {
    const { request, signUserOut, told } = await acting()
    const tabs = [request(), request()]
    for (const { scope } of tabs) await signUserOut(scope, [])
    expect(told.filter(({ name }) => name === 'sapcc:assisted:ended')).toEqual([ended('signed-out')])
  })

  it.each([
    ['the agent signs out', 'signed-out'],
    ['another session takes the place of the agent\'s', 'replaced'],
    ['its time is over', 'expired'],
  ])('before a function that stops with its response sends it: %s', async (_, reason) => {
    const listener = async (name: string) => {
      if (name === 'sapcc:assisted:ended') await new Promise<void>(resolve => void setTimeout(resolve, 20))
    }
    const { signIn, start, request, beginSession, signUserOut, clock, told } = assistedShop({ continuesAfterResponse: false, listener })
    await signIn()
    await start(JANE.customerId)
    if (reason === 'expired') clock.now += MAX_AGE * 1000
    const { scope, session } = request()
    if (reason === 'signed-out') await signUserOut(scope, [])
    else if (reason === 'replaced') await beginSession(scope, { access_token: 'other', token_type: 'bearer', refresh_token: 'other-refresh', expires_in: 3600 } as never, {})
    else await session.session()
    await scope.waitForPendingWork(1000)
    expect(told).toContainEqual(ended(reason))
  })

  it('but not when a refresh is refused: the browser may have newer tokens of the session, for the same customer', async () => {
    const { send, sessions, browser, told } = await acting()
    // The authorization server knows another refresh token by now.
    await sessions.server.refresh('refresh-0')
    expect(await typeOf(send(({ session }) => session.refresh()))).toBe('invalid_grant')
    expect(told).toEqual([])
    expect(browser.cookie).toMatch(/-assisted=\S/)
  })

  it('when the agent ends it, or chooses another customer', async () => {
    const { send, service, start, told } = await acting()
    await start(JOHN.customerId)
    await send(({ scope }) => service.endEmulation!(scope, []))
    expect(told.filter(({ name }) => name === 'sapcc:assisted:ended')).toEqual([ended('switched'), { ...ended('ended'), uid: JOHN.uid }])
  })
})

describe('while an agent acts for a customer', () => {
  async function acting(options?: Parameters<typeof assistedShop>[0]) {
    const shop = assistedShop(options)
    await shop.signIn()
    await shop.start(JANE.customerId)
    shop.sent.length = 0
    return shop
  }

  it.each([
    ['changeUserPassword', { replacePasswordInput: { old: 'a', new: 'b' } }],
    ['replaceUserPassword', { old: 'a', new: 'b' }],
    ['replaceUserLogin', { newLogin: 'x', password: 'y' }],
    // Of the customer or a colleague, where the customer manages an organisation.
    ['updateOrgCustomer', { orgCustomerId: 'jane', orgCustomerModification: { password: 'b' } }],
    ['updateOrgCustomer', { orgCustomerId: 'jane', orgCustomerModification: { email: 'agent@example.com' } }],
  ])('the customer\'s password is neither tried nor changed: %s', async (name, params) => {
    const { call, sent } = await acting()
    await expect(call(name, params)).rejects.toMatchObject({ status: 403, data: { type: 'NotForAgentsError' } })
    expect(sent).toEqual([])
  })

  it.each([
    ['putAny', { action: 'password' }, 'SignInOnlyByMethodError'],
    ['patchAny', { collection: 'OrgCustomers.json', id: 'jane' }, 'NotForAgentsError'],
    ['putLogin', { collection: 'users', id: 'current' }, 'NotForAgentsError'],
  ])('nor by an operation whose parameters make such an address: %s', async (name, params, type) => {
    const { call, sent } = await acting()
    expect(await typeOf(Promise.resolve().then(() => call(name, params)))).toBe(type)
    expect(sent).toEqual([])
  })

  it.each([
    ['PATCH', '/electronics/users/current/orgCustomers/jane'],
    ['PATCH', '/electronics/users/current/orgCustomers/jane/?fields=FULL'],
    ['PUT', '/electronics/users/current/ORGCUSTOMERS/jane%40example.com'],
    ['PATCH', '/electronics/users/current/%6FrgCustomers/jane.json'],
    ['POST', '/electronics/orgUsers/current/orgCustomers/jane'],
  ])('nor by the raw proxy: %s %s', async (method, path) => {
    const { proxied, sent } = await acting()
    await expect(proxied(method, path)).rejects.toMatchObject({ status: 403, data: { type: 'NotForAgentsError' } })
    expect(sent).toEqual([])
  })

  it('what else there is about the users of an organisation goes on', async () => {
    const { call, proxied, sent } = await acting()
    await call('getOrgCustomer', { orgCustomerId: 'jane' })
    await call('createOrgCustomer', { orgCustomerCreation: {} })
    await call('doAddApproverToOrgCustomer', { orgCustomerId: 'jane', approverId: 'john' })
    await proxied('GET', '/electronics/users/current/orgCustomers/jane')
    await proxied('POST', '/electronics/users/current/orgCustomers')
    await proxied('DELETE', '/electronics/users/current/orgCustomers/jane/roles/b2bcustomergroup')
    expect(sent).toHaveLength(6)
  })

  it('the agent\'s own password can be changed only before and after', async () => {
    const { signIn, call, sent } = assistedShop()
    await signIn()
    await call('changeUserPassword', { replacePasswordInput: { old: 'a', new: 'b' } })
    expect(sent.at(-1)?.path).toBe('/electronics/users/current/password')
  })

  it('the customer\'s sessions are neither listed nor ended', async () => {
    const { sessions, send, customerSessions } = await acting()
    const theirs = newSession()
    await sessions.store.begin(theirs)
    await sessions.store.users!.assign(theirs, JANE.uid)
    await expect(send(({ scope }) => customerSessions.list(scope, JANE.uid))).rejects.toMatchObject({ status: 403, data: { type: 'NotForAgentsError' } })
    await expect(send(({ scope }) => customerSessions.end(scope, JANE.uid, {}))).rejects.toMatchObject({ status: 403, data: { type: 'NotForAgentsError' } })
    expect(await sessions.store.users!.list(JANE.uid)).toMatchObject([{ id: theirs.id }])
  })

  it('nothing of the browser\'s visitor goes with the calls, and nothing that SAP says of the customer is kept', async () => {
    const { call, send, service, sent, noted } = await acting()
    await call('getProduct', { productCode: '1' })
    await send(({ scope }) => service.findCustomers!(scope, [{ query: 'x' }]))
    await send(({ scope }) => service.endEmulation!(scope, []))
    await call('getProduct', { productCode: '1' })
    expect(sent.length).toBe(3)
    for (const { headers } of sent) expect(headers).not.toHaveProperty('occ-personalization-id')
    expect(noted).toEqual([])
  })

  it('a call is for the customer of the moment in which its session was read, whatever the request does meanwhile', async () => {
    let release = () => {}
    const held = new Promise<void>(resolve => void (release = resolve))
    let isHeld = false
    const { request, operations, sent, told } = await acting({ siteContext: async () => {
      if (isHeld) await held
      return { baseSiteId: 'electronics' }
    } })
    const { scope, session } = request()
    isHeld = true
    const calling = operations.call(scope, 'getAddresses', [{}])
    await new Promise(resolve => setTimeout(resolve, 5))
    await session.setAssisted({ agent: 'sam', customer: JOHN })
    release()
    await calling
    expect(sent).toMatchObject([{ path: `/electronics/users/${JANE.customerId}/addresses`, actsFor: JANE.customerId }])
    expect(told.at(-1)).toMatchObject({ name: 'call getAddresses', uid: JANE.uid })
  })

  it('a call whose session is another one by now is not made, for its customer is not known', async () => {
    const { session } = (await acting()).request()
    const before = await session.session()
    await session.begin(newSession())
    expect(() => callerOf(before!, session, { subject: 'shared' })).toThrow(/in another session/)
  })
})

describe('the id of a customer', () => {
  it.each(['', 'current', ' Anonymous', 'x'.repeat(300), 'łucja', '..', 'a/../b', 'a\nb', 'a\u0000b', ' x', 7, undefined])('is refused before SAP is asked: %j', async (customerId) => {
    const { signIn, send, service, sent } = assistedShop()
    await signIn()
    await expect(send(({ scope }) => service.startEmulation!(scope, [{ customerId }]))).rejects.toMatchObject({ status: 400 })
    expect(sent).toEqual([])
  })

  it('is refused when SAP gives a customer one that no call could have', async () => {
    const { signIn, start, send } = assistedShop()
    await signIn()
    CUSTOMERS.push({ uid: 'żaneta', customerId: 'plain' })
    const found = CUSTOMERS.at(-1)!
    Object.defineProperty(found, 'toJSON', { value: () => ({ uid: 'żaneta' }) })
    await expect(start('plain')).rejects.toMatchObject({ status: 400, data: { type: 'InvalidParameterError' } })
    CUSTOMERS.pop()
    expect(await send(({ session }) => sessionInfo(session))).toMatchObject({ assisted: { agent: 'sam' } })
  })
})

it('the name of an agent after a redirect login is read as UTF-8', async () => {
  const { send, start, told } = assistedShop()
  const token = `x.${Buffer.from(JSON.stringify({ user_name: 'müller' })).toString('base64url')}.x`
  await send(async ({ session }) => {
    await session.session()
    await session.begin({ ...newSession(), accessToken: token })
  })
  await start(JANE.customerId)
  expect(told.at(-1)).toEqual({ name: 'sapcc:assisted:started', agent: 'müller', uid: JANE.uid })
})
