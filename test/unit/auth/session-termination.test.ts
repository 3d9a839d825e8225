import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createBeginSession } from '../../../src/runtime/server/auth/begin-session'
import { createCustomerSessions } from '../../../src/runtime/server/auth/customer-sessions'
import { createEndExpired } from '../../../src/runtime/server/auth/end-expired'
import { createSessionTermination } from '../../../src/runtime/server/auth/session-termination'
import { createAnonymousCarts } from '../../../src/runtime/server/cart/anonymous-cart'
import type { HookCaller, SessionCreatedContext } from '../../../src/runtime/server/hooks'
import { memoizeByObject } from '../../../src/runtime/server/http/memoize-by-object'
import type { RequestScope } from '../../../src/runtime/server/http/request-scope'
import type { RevocationOptions } from '../../../src/runtime/server/oauth'
import type { ServerEvent, ServerRequest } from '../../../src/runtime/server/platform/types'
import type { ServerServices } from '../../../src/runtime/server/services'
import { MAX_ENDED, createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import type { RequestSession } from '../../../src/runtime/server/session/request-session'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import type { Session } from '../../../src/runtime/server/session/session'
import { createSameTokenRefresh } from '../../../src/runtime/server/session/same-token-refresh'
import { createStorageStore } from '../../../src/runtime/server/session/storage-store/storage-store'
import type { SessionStore } from '../../../src/runtime/server/session/session-store'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { createTurns } from '../../../src/runtime/server/storage/turns'
import { endSapccSessions, listSapccSessions } from '../../../src/runtime/server/utils/user-sessions'
import { fakeBrowser, fakeRequest, fakeScope } from '../fake-request'
import { createTestRequests, idTokens } from '../session/support'
import { breakableStorage, legacyServer, sealer } from '../session/tokens'
import { eventually } from '../eventually'
import { holdClock } from '../held-clock'

type Server = ReturnType<typeof legacyServer>
type Mode = 'storage' | 'cookie' | 'cookie with storage'

const MAX_AGE = 3600
const unavailable = { status: 503, data: { type: 'SessionStoreUnavailableError' } }

/** What several processes share: the storage, and with it the lock. */
function shared() {
  return { ...breakableStorage(), lock: createLocalLock() }
}

/** One process. */
function process(mode: Mode, server: Server, common = shared(), options: { now?: () => number, sharedTokens?: boolean, absoluteMaxAge?: number } = {}) {
  const { sharedTokens = true, now, absoluteMaxAge = 86_400 } = options
  const storage = mode === 'cookie' ? undefined : createSharedStorage(common.storage, 'sapcc', { timeout: 50 })
  const lock = mode === 'cookie' ? createLocalLock() : common.lock
  const clock = now ? { now } : {}
  const store: SessionStore = mode === 'storage'
    ? createStorageStore({ sealer, storage: storage!, lock, maxAge: MAX_AGE, sharedTokens, ...clock })
    : createCookieStore({ sealer, gracePeriod: 120_000, maxAge: MAX_AGE, ...(storage ? { shared: storage } : {}), ...clock })
  const refresh = mode === 'storage' ? server.refresh : createSameTokenRefresh({ refresh: server.refresh, sealer, gracePeriod: 120_000 }).refresh
  const coordinator = createRefreshCoordinator({ refresh, store, lock })
  const log = { warn: vi.fn() }
  const termination = createSessionTermination({
    store,
    coordinator,
    oauth: { revoke: ((tokens: never, revocation: never) => (server.revoke as (...args: never[]) => unknown)(tokens, revocation)) as never },
    sharedTokens,
    sealer,
    lock,
    log: log as never,
    interval: { busy: 20, idle: 20 },
    ...(storage ? { storage } : {}),
    ...clock,
  })
  const ended: string[] = []
  /** As of the server: a test may replace its listeners. */
  const hooks: { callHook: HookCaller['callHook'] } = { callHook: async (name: string, context: object) => void ended.push('reason' in context ? String(context.reason) : name) }
  return { store, coordinator, termination, log, hooks, ended, requests: createTestRequests({ store, coordinator, hooks, maxAge: MAX_AGE, absoluteMaxAge, onExpired: createEndExpired({ termination, hooks }) }) }
}

type Process = ReturnType<typeof process>

/** Options of {@link browser}. */
interface BrowserOptions {
  endOthersOnPasswordChange?: boolean
  /** Seconds. */
  absoluteMaxAge?: number
  /** What becomes of the process after its response: a function stops, `soon` also where work is left that it waits for. */
  platform?: 'goes on' | 'stops' | 'stops soon'
}

/** A customer's browser, and the process that answers it. */
function browser({ store, coordinator, termination, hooks, requests }: Process, { endOthersOnPasswordChange = true, absoluteMaxAge = MAX_AGE, platform = 'goes on' }: BrowserOptions = {}) {
  const jar = fakeBrowser()
  const made = memoizeByObject((scope: RequestScope) => requests(scope))
  const sessionOf = (scope: RequestScope): RequestSession => made(scope).session
  const scopeOf = memoizeByObject(({ headers, isHeadSent }: ServerRequest) => fakeScope(jar.cookie, { headers, isHeadSent }, undefined, platform === 'goes on'))
  const customerSessions = createCustomerSessions({
    config: { maxAge: MAX_AGE, absoluteMaxAge, endOthersOnPasswordChange },
    users: () => store.users,
    session: sessionOf,
    coordinator: () => coordinator,
    termination: () => termination,
    hooks,
  })
  const services = { scope: scopeOf, customerSessions, failures: { note: () => {} } } as unknown as ServerServices
  const beginSession = createBeginSession({
    cart: { mergeOnSignIn: false },
    maxMergeTime: 1000,
    turns: () => createTurns({ maxWait: 1000, maxWaiting: 10 }),
    anonymousCart: createAnonymousCarts({ sealer }),
    visitor: () => undefined,
    callInternally: () => () => Promise.resolve(undefined),
    session: sessionOf,
    sessionCookies: scope => made(scope).cookies,
    idTokens,
    users: () => store.users,
    termination: () => termination,
    takeReset: customerSessions.takeReset,
    hooks,
    log: { warn: () => {} },
  })
  let last: Session | undefined

  /** A request of the browser's, and what it keeps of the response. */
  async function visit<Result>(work: (request: { scope: RequestScope, session: RequestSession, event: ServerEvent }) => Promise<Result>, given: Partial<ServerRequest> = {}): Promise<Result> {
    const { cookie } = jar
    const request = fakeRequest({ headers: cookie === '' ? {} : { cookie }, ...given })
    const event = { context: { sapcc: { services: () => ({ services, request }) } } } as unknown as ServerEvent
    const scope = scopeOf(request)
    try {
      return await work({ scope, session: sessionOf(scope), event })
    }
    finally {
      if (platform === 'stops') await scope.waitForPendingWork(1000)
      jar.receive(await made(scope).respond())
    }
  }

  return {
    visit,
    /** The session of the browser's next request. */
    current: () => visit(({ session }) => session.session()),
    /** The `cookie` header of the browser's next request. */
    cookies: () => jar.cookie,
    /** The session that began last, as it was then. */
    known: () => last,
    /** @param options.onBegun called when the new session has begun and nothing else has happened. */
    signIn: (tokens: ReturnType<Server['signIn']>, { userId, userAgent, onBegun, again, isHeadSent }: { userId?: string, userAgent?: string, onBegun?: () => void, again?: () => Promise<ReturnType<Server['signIn']>>, isHeadSent?: boolean } = {}) => visit(async ({ scope, session }) => {
      const begin = session.begin.bind(session)
      session.begin = async (started) => {
        await begin(started)
        onBegun?.()
      }
      return last = (await beginSession(scope, tokens, { ...(userId === undefined ? {} : { userId }), ...(again ? { requestTokensAgain: again } : {}) })).session
    }, { ...(isHeadSent === undefined ? {} : { isHeadSent }), ...(userAgent === undefined ? {} : { headers: { ...(jar.cookie === '' ? {} : { cookie: jar.cookie }), 'user-agent': userAgent } }) }),
    signOut: () => visit(async ({ session }) => {
      const ended = await session.end()
      if (ended) await termination.revoke(ended)
    }),
    /** SAP has taken a new password in this browser. */
    newPassword: (by: 'change' | 'reset', beforehand?: () => void, userId?: string) => visit(async ({ scope, session }) => {
      await session.session()
      beforehand?.()
      await customerSessions.noteNewPassword(scope, by, userId)
    }),
    drained: customerSessions.drained,
    cookieNames: () => jar.names,
    list: (userId: string) => visit(({ event }) => listSapccSessions(event, userId)),
    endSessions: (userId: string, options?: Parameters<typeof endSapccSessions>[2]) => visit(({ event }) => endSapccSessions(event, userId, options)),
  }
}

/** A listener of `sapcc:session:created` that takes longer than a request waits. */
function slowListener({ hooks }: Process) {
  let context: SessionCreatedContext | undefined
  let answer = () => {}
  hooks.callHook = async (name, given, onLate) => {
    if (name !== 'sapcc:session:created') return
    context = given as SessionCreatedContext
    onLate?.(new Promise(resolve => void (answer = resolve)))
  }
  return {
    /** It has found out who the customer is. */
    async name(userId: string) {
      context!.userId = userId
      answer()
      await pause()
    },
  }
}

/** Longer than the storage is left alone after a failure. */
const pause = () => new Promise(resolve => setTimeout(resolve, 300))

/** Lets the process revoke what it has put off. */
async function tenMinutesLater({ termination }: Process, clock: ReturnType<typeof holdClock>): Promise<void> {
  clock.forward(10 * 60_000)
  termination.start()
  // Some of its checks.
  await new Promise(resolve => setTimeout(resolve, 200))
  termination.stop()
}

/** Begins one in `Cookie`. A value may contain anything. */
const SESSION_COOKIE = /(?:^|; )[^=;]+-s-[^=;]+=/

describe('the storage fails during a sign-in', () => {
  it.each([true, false])('before the new session begins: the old one lives, and the new tokens are revoked; where they may be those of another one, ten minutes later: %j', async (sharedTokens) => {
    const clock = holdClock()
    const [server, other] = [legacyServer({ rotate: true }), legacyServer({ rotate: true })]
    const common = shared()
    const shop = process('storage', server, common, { sharedTokens })
    const { current, signIn } = browser(shop)
    const old = await signIn(server.signIn())
    common.state.isDown = true
    other.signIn()
    other.expire()
    const tokens = { ...other.signIn(), refresh_token: 'new-refresh', access_token: 'new-access' }
    await expect(signIn(tokens)).rejects.toMatchObject(unavailable)
    expect((await current())?.id).toBe(old.id)
    expect(server.revoked).toEqual([])
    common.state.isDown = false
    await shop.termination.drained()
    if (sharedTokens) {
      await tenMinutesLater(shop, clock)
    }
    expect(server.revoked).toEqual(['new-refresh', 'new-access'])
    expect((await current())?.accessToken).toBe(old.accessToken)
    expect(shop.ended).not.toContain('replaced')
  })

  it('of a device, and another one has got the same tokens in a process that the storage is away from: they are not revoked', async () => {
    const clock = holdClock()
    const server = legacyServer({ rotate: true, delay: 200 })
    const common = shared()
    const cutOff = { ...breakableStorage(common.inner), lock: common.lock }
    const [here, elsewhere] = [process('storage', server, common), process('storage', server, cutOff)]
    const [device, failing] = [browser(elsewhere), browser(here)]
    const session = await device.signIn(server.signIn())
    const request = elsewhere.coordinator.refresh(session)
    await eventually(() => expect(server.sent).toEqual(['refresh-0']))
    cutOff.state.isDown = true
    await request.catch(() => undefined)
    common.state.isDown = true
    await expect(failing.signIn(server.signIn())).rejects.toMatchObject(unavailable)
    common.state.isDown = false
    await here.termination.drained()
    cutOff.state.isDown = false
    await elsewhere.store.drained?.()
    await tenMinutesLater(here, clock)
    expect(server.revoked).toEqual([])
    expect(server.isAlive('refresh-1')).toBe(true)
  })

  it('and the new tokens are those of the old session: nothing is revoked', async () => {
    const server = legacyServer({ rotate: true })
    const common = shared()
    const shop = process('storage', server, common)
    const { current, signIn } = browser(shop)
    const old = await signIn(server.signIn())
    common.state.isDown = true
    await expect(signIn(server.signIn())).rejects.toMatchObject(unavailable)
    common.state.isDown = false
    await pause()
    await new Promise(resolve => setTimeout(resolve, 1200))
    expect(server.revoked).toEqual([])
    expect((await current())?.id).toBe(old.id)
  })

  it('between the two: the new one lives, and the old one ends and is revoked when the storage is back', async () => {
    const server = legacyServer({ rotate: true })
    const common = shared()
    const shop = process('storage', server, common)
    const { current, signIn } = browser(shop)
    const old = await signIn(server.signIn())
    const onBegun = () => {
      common.state.isDown = true
    }
    const session = await signIn({ ...server.signIn(), refresh_token: 'new-refresh', access_token: 'new-access' }, { onBegun })
    expect((await current())?.id).toBe(session.id)
    common.state.isDown = false
    await vi.waitFor(async () => expect(await shop.store.newest(old, 'current')).toBeUndefined(), 3000)
    await eventually(() => expect(server.revoked).toEqual(['refresh-0', 'access-0']))
    expect((await shop.store.newest(session, 'current'))?.session).toMatchObject({ accessToken: 'new-access' })
  }, 10_000)
})

describe('a session that began while Redis was not available for a moment', () => {
  it('is listed and ends by endSapccSessions', async () => {
    const server = legacyServer({ rotate: true })
    const common = shared()
    const shop = process('storage', server, common)
    const { signIn, list, known } = browser(shop)
    const onBegun = () => {
      common.state.isDown = true
    }
    await signIn(server.signIn(), { userId: 'jane@example.com', onBegun })
    common.state.isDown = false
    await vi.waitFor(async () => {
      expect(await list('jane@example.com')).toMatchObject([{ current: true }])
    }, 3000)
    const elsewhere = browser(process('storage', server, common))
    expect(await elsewhere.endSessions('jane@example.com')).toBe(1)
    expect(await shop.store.newest(known()!, 'current')).toBeUndefined()
    expect(server.revoked).toEqual(['refresh-0', 'access-0'])
  })
})

describe.each(['storage', 'cookie with storage'] as const)('a storage that is not available, sessions in %s', (mode) => {
  it('makes a sign-out fail, and the session goes on', async () => {
    const server = legacyServer({ rotate: true })
    const common = shared()
    const { current, signIn, signOut } = browser(process(mode, server, common))
    const { id } = await signIn(server.signIn())
    common.state.isDown = true
    await expect(signOut()).rejects.toMatchObject(unavailable)
    expect((await current())?.id).toBe(id)
    common.state.isDown = false
    await pause()
    expect((await current())?.id).toBe(id)
    expect(server.revoked).toEqual([])
  })

  it('makes a sign-in fail with sessions on the server, and not with sessions in cookies', async () => {
    const server = legacyServer({ rotate: true })
    const common = shared()
    const { current, signIn } = browser(process(mode, server, common))
    common.state.isDown = true
    if (mode === 'storage') return await expect(signIn(server.signIn())).rejects.toMatchObject(unavailable)
    const { id } = await signIn(server.signIn())
    expect((await current())?.id).toBe(id)
  })
})

describe.each(['storage', 'cookie with storage'] as const)('a session that ended on another instance just before an outage, sessions in %s', (mode) => {
  it('is answered by a process that has seen it, for as long as docs/sessions.md says', async () => {
    const time = { now: Date.now() }
    const server = legacyServer({ rotate: true })
    const common = shared()
    const [here, elsewhere] = [process(mode, server, common, { now: () => time.now }), process(mode, server, common, { now: () => time.now })]
    const { signIn, known } = browser(elsewhere)
    await signIn(server.signIn())
    const cookie = await elsewhere.store.cookieValue(known()!)
    const open = async () => await here.store.open(cookie)
    expect(await open()).toMatchObject({ current: { accessToken: 'access-0' } })
    await elsewhere.coordinator.end(known()!)
    common.state.isDown = true
    time.now += 5 * 60_000 - 1
    expect(await open()).toMatchObject({ current: { accessToken: 'access-0' } })
    await expect(here.coordinator.refresh(known()!)).rejects.toMatchObject({ status: 503 })
    time.now += 1
    if (mode === 'storage') await expect(open()).rejects.toMatchObject(unavailable)
    // Only its access token is left to it: SAP decides how long that is accepted.
    else expect(await open()).toMatchObject({ current: { accessToken: 'access-0' } })
    common.state.isDown = false
    await pause()
    time.now += 1000
    expect(await open()).toMatchObject({ current: undefined })
  })
})

describe('a customer\'s sessions', () => {
  it('have one that a listener names after the sign-in has been answered', async () => {
    const server = legacyServer({ rotate: true })
    const shop = process('storage', server)
    const phone = browser(shop)
    const { name } = slowListener(shop)
    await phone.signIn(server.signIn(), { userAgent: 'Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0' })
    expect(await phone.list('jane')).toEqual([])
    await name('Jane')
    expect(await phone.list('jane')).toMatchObject([{ current: true, device: { browser: 'Firefox' } }])
  })

  it('have one under its last name only, when a listener changes that late', async () => {
    const server = legacyServer({ rotate: true })
    const shop = process('storage', server)
    const phone = browser(shop)
    const { name } = slowListener(shop)
    await phone.signIn(server.signIn(), { userId: 'token-id' })
    expect(await phone.list('token-id')).toHaveLength(1)
    await name('jane')
    expect([await phone.list('token-id'), (await phone.list('jane')).length]).toEqual([[], 1])
  })

  const at = { userId: 'jane@example.com' }

  it('have none that has outlived its limits, but its tokens are ended with the others', async () => {
    const server = legacyServer({ rotate: true })
    const shop = process('storage', server)
    const phone = browser(shop)
    await phone.signIn(server.signIn(), at)
    // So that each session is older, by more than clocks may differ.
    const desktop = browser(shop, { absoluteMaxAge: -6 })
    expect([(await phone.list(at.userId)).length, await desktop.list(at.userId)]).toEqual([1, []])
    expect(await desktop.endSessions(at.userId)).toBe(0)
    expect(await phone.list(at.userId)).toEqual([])
    expect(shop.ended).not.toContain('ended-elsewhere')
  })

  function devices(mode: Mode) {
    const server = legacyServer({ rotate: true })
    const common = shared()
    const shop = process(mode, server, common)
    return { server, devices: [browser(shop), browser(shop), browser(shop)] as const }
  }

  it('have what docs/sessions.md says', async () => {
    const { server, devices: [phone, desktop, tablet] } = devices('storage')
    const started = Date.now()
    for (const device of [phone, desktop, tablet]) await device.signIn(server.signIn(), at)
    const listed = await phone.list(at.userId)
    const [id, time] = [expect.stringMatching(/^[\w-]+$/) as string, expect.closeTo(started, -4) as number]
    expect(listed).toEqual([true, false, false].map(current => ({ id, current, signedInAt: time, lastUsedAt: time, expiresIn: expect.closeTo(300, -1) as number })))
    // A handle gives no access, and leads to one session only.
    expect(await desktop.endSessions(at.userId, { id: listed[2]!.id })).toBe(1)
    expect((await desktop.current())?.id).toBe(desktop.known()!.id)
    expect(await tablet.current()).toBeUndefined()
    expect(await phone.endSessions(at.userId)).toBe(2)
    expect(await phone.list(at.userId)).toEqual([])
  })

  it('end in this browser, too, when the present session is among them', async () => {
    const { server, devices: [phone, desktop] } = devices('storage')
    for (const device of [phone, desktop]) await device.signIn(server.signIn(), at)
    expect(phone.cookies()).toMatch(SESSION_COOKIE)
    expect(await phone.endSessions(at.userId)).toBe(2)
    expect(phone.cookies()).not.toMatch(SESSION_COOKIE)
    expect(await desktop.current()).toBeUndefined()
  })

  it('are not known by customer with sessions in cookies', async () => {
    const { server, devices: [phone] } = devices('cookie')
    await phone.signIn(server.signIn(), at)
    for (const work of [() => phone.list(at.userId), () => phone.endSessions(at.userId)]) await expect(work()).rejects.toMatchObject({ status: 501, data: { type: 'NotSupportedError' } })
  })
})

describe.each(['storage', 'cookie', 'cookie with storage'] as const)('the authorization server is not available at the sign-out, sessions in %s', (mode) => {
  it('has one line in the log for many sign-outs', async () => {
    const server = legacyServer({ rotate: true })
    const shop = process(mode, server)
    const visitors = Array.from({ length: 3 }, () => browser(shop))
    for (const { signIn } of visitors) await signIn(server.signIn())
    server.isDown = true
    for (const { signOut } of visitors) await signOut()
    expect(shop.log.warn).toHaveBeenCalledTimes(1)
  })

  it('revokes the tokens later', async () => {
    const server = legacyServer({ rotate: true })
    const shop = process(mode, server)
    const { signIn, signOut, known } = browser(shop)
    await signIn(server.signIn())
    const cookie = await shop.store.cookieValue(known()!)
    server.isDown = true
    await signOut()
    expect(server.isAlive('refresh-0')).toBe(true)
    expect(shop.log.warn).toHaveBeenCalledTimes(1)
    // Over here, whatever becomes of the tokens.
    expect(await shop.store.open(cookie)).toMatchObject({ current: undefined })
    shop.termination.start()
    await new Promise(resolve => setTimeout(resolve, 100))
    server.isDown = false
    await vi.waitFor(() => expect(server.revoked).toEqual(['refresh-0', 'access-0']), 9000)
    expect(server.isAlive('refresh-0')).toBe(false)
    shop.termination.stop()
  }, 15_000)
})

describe.each(['storage', 'cookie with storage'] as const)('after a restart, sessions in %s', (mode) => {
  it('any process revokes what another one could not, once', async () => {
    let now = Date.now()
    const server = legacyServer({ rotate: true })
    const common = shared()
    const before = process(mode, server, common, { now: () => now })
    const { signIn, signOut } = browser(before)
    await signIn(server.signIn())
    server.isDown = true
    await signOut()
    const everything = JSON.stringify(await Promise.all((await common.inner.getKeys()).map(key => common.inner.getItem(key))))
    expect(everything).not.toMatch(/refresh-0|access-0/)
    server.isDown = false
    now += 6000
    const after = [process(mode, server, common, { now: () => now }), process(mode, server, common, { now: () => now })]
    after.forEach(({ termination }) => termination.start())
    await vi.waitFor(() => expect(server.revoked).toEqual(['refresh-0', 'access-0']), 3000)
    await new Promise(resolve => setTimeout(resolve, 200))
    expect(server.revoked).toHaveLength(2)
    after.forEach(({ termination }) => termination.stop())
  })

  it('the ended session answers nowhere until its cookie is too old', async () => {
    let now = 1_000_000
    const server = legacyServer({ rotate: true })
    const common = shared()
    const before = process(mode, server, common, { now: () => now })
    const { signIn, signOut, known } = browser(before)
    await signIn(server.signIn())
    const cookie = await before.store.cookieValue(known()!)
    await signOut()
    now += (MAX_AGE - 1) * 1000
    const after = process(mode, server, common, { now: () => now })
    expect(await after.store.open(cookie)).toMatchObject({ current: undefined })
    expect(await before.store.open(cookie)).toMatchObject({ current: undefined })
  })

  it('tries for a day, and not longer', async () => {
    let now = Date.now()
    const server = legacyServer({ rotate: true })
    const common = shared()
    const shop = process(mode, server, common, { now: () => now })
    const { signIn, signOut } = browser(shop)
    await signIn(server.signIn())
    server.isDown = true
    await signOut()
    now += 25 * 60 * 60 * 1000
    server.isDown = false
    shop.termination.start()
    await new Promise(resolve => setTimeout(resolve, 200))
    shop.termination.stop()
    expect(server.revoked).toEqual([])
  })
})

describe.each(['cookie', 'cookie with storage', 'storage'] as const)('a session older than absoluteMaxAge, %s', (mode) => {
  async function expired() {
    const clock = holdClock()
    const server = legacyServer({ rotate: true })
    const common = shared()
    const here = process(mode, server, common, { absoluteMaxAge: 1800, sharedTokens: false })
    const tab = browser(here)
    await tab.signIn(server.signIn())
    clock.forward(1_800_000 + 5001)
    return { server, common, here, tab }
  }

  it('is told to have expired, and its tokens are revoked', async () => {
    const { here, tab, server } = await expired()
    here.ended.length = 0
    expect(await tab.current()).toBeUndefined()
    await eventually(() => expect(here.ended).toEqual(['expired']))
    await eventually(() => expect(server.revoked).toEqual(['refresh-0', 'access-0']))
  })

  it('is told once, whatever number of requests bring it, at once and later, also with a cookie that was kept', async () => {
    const { here, tab } = await expired()
    here.ended.length = 0
    const kept = tab.cookies()
    const visitWith = (cookie: string) => tab.visit(({ session }) => session.session(), { headers: { cookie } })
    expect(await Promise.all(Array.from({ length: 5 }, () => visitWith(kept)))).toEqual(Array.from({ length: 5 }, () => undefined))
    await here.termination.drained()
    for (let later = 0; later < 3; later++) expect(await visitWith(kept)).toBeUndefined()
    expect(await tab.current()).toBeUndefined()
    await here.termination.drained()
    expect(here.ended).toEqual(['expired'])
  })

  it.runIf(mode !== 'cookie')('is told by one of several processes', async () => {
    const { here, tab, server, common } = await expired()
    here.ended.length = 0
    const elsewhere = process(mode, server, common, { absoluteMaxAge: 1800, sharedTokens: false })
    const cookie = tab.cookies()
    for (const one of [here, elsewhere]) {
      const request = one.requests(fakeScope(cookie))
      expect(await request.session.session()).toBeUndefined()
      await request.respond()
      await one.termination.drained()
    }
    expect([...here.ended, ...elsewhere.ended]).toEqual(['expired'])
  })

  it('is not told to have been replaced by the next sign-in, nor to have been signed out', async () => {
    const { here, tab, server } = await expired()
    here.ended.length = 0
    await tab.signOut()
    await tab.signIn(server.signIn())
    await here.termination.drained()
    expect(here.ended.toSorted()).toEqual(['expired', 'sapcc:session:created'])
  })
})

describe.each(['storage', 'cookie', 'cookie with storage'] as const)('a session that expires, whose tokens another device of the customer\'s has, too, %s', (mode) => {
  it.each([true, false])('leaves them to that device (rotation: %j)', async (rotate) => {
    const clock = holdClock()
    const server = legacyServer({ rotate })
    const here = process(mode, server, shared(), { absoluteMaxAge: 1800 })
    const [old, recent] = [browser(here), browser(here)]
    await old.signIn(server.signIn())
    clock.forward(1_000_000)
    await recent.signIn(server.signIn())
    clock.forward(800_000 + 5001)
    expect(await old.current()).toBeUndefined()
    await here.termination.drained()
    expect(server.revoked).toEqual([])
    expect(await recent.current()).toBeDefined()
  })
})

describe.each(['storage', 'cookie', 'cookie with storage'] as const)('a sign-in whose session cannot begin, with tokens that another device of the customer\'s has, too, %s', (mode) => {
  it.each([true, false])('leaves them to that device (rotation: %j)', async (rotate) => {
    const server = legacyServer({ rotate })
    const here = process(mode, server)
    const device = browser(here)
    await device.signIn(server.signIn())
    await here.termination.discard(sessionFromTokens(server.signIn(), undefined, Date.now()), [])
    await here.termination.drained()
    expect(server.revoked).toEqual([])
    expect(await device.current()).toBeDefined()
  })
})

describe('sessions in cookies without a storage', () => {
  it('answer nowhere in the process that ended them until their cookies are too old', async () => {
    let now = 1_000_000
    const server = legacyServer({ rotate: true })
    const shop = process('cookie', server, shared(), { now: () => now })
    const { signIn, signOut, known } = browser(shop)
    await signIn(server.signIn())
    const cookie = await shop.store.cookieValue(known()!)
    await signOut()
    now += (MAX_AGE - 1) * 1000
    expect(await shop.store.open(cookie)).toMatchObject({ current: undefined })
  })

  it('for the last 50,000 that ended', async () => {
    const { store } = process('cookie', legacyServer({ rotate: true }))
    const sessions = Array.from({ length: MAX_ENDED + 1 }, (_, index): Session => ({ id: `session-${index}`, generation: 0, accessToken: 'a', tokenType: 'bearer', scope: '', expiresAt: 0 }))
    for (const session of sessions) await store.end(session)
    expect(MAX_ENDED).toBe(50_000)
    expect(await store.newest(sessions[0]!, 'current')).toBeDefined()
    expect(await store.newest(sessions[1]!, 'current')).toBeUndefined()
    expect(await store.newest(sessions.at(-1)!, 'current')).toBeUndefined()
  })
})

describe.each(['storage', 'cookie', 'cookie with storage'] as const)('tokens that several sessions have, sessions in %s', (mode) => {
  it.each([true, false])('signing in twice leaves the customer signed in (rotation: %j)', async (rotate) => {
    const server = legacyServer({ rotate })
    const shop = process(mode, server)
    const { current, signIn } = browser(shop)
    await signIn(server.signIn())
    await signIn(server.signIn())
    // Once more, after the access token's time.
    server.expire()
    const last = await signIn(server.signIn())
    await new Promise(resolve => setTimeout(resolve, 50))
    expect(server.revoked).toEqual([])
    expect(server.isAlive((await current())?.accessToken)).toBe(true)
    const renewed = await shop.coordinator.refresh(last)
    expect(server.isAlive(renewed.accessToken)).toBe(true)
  })

  it('a sign-in takes back what an earlier sign-out has still to revoke', async () => {
    const server = legacyServer({ rotate: true })
    let now = Date.now()
    const shop = process(mode, server, shared(), { now: () => now })
    const { current, signIn, signOut } = browser(shop)
    await signIn(server.signIn())
    server.isDown = true
    await signOut()
    server.isDown = false
    await signIn(server.signIn())
    now += 6000
    shop.termination.start()
    await new Promise(resolve => setTimeout(resolve, 200))
    shop.termination.stop()
    expect(server.revoked).toEqual([])
    expect(server.isAlive((await current())?.accessToken)).toBe(true)
  })

  it('signing out on one device: with sessions on the server the other one stays, with cookies the tokens are revoked', async () => {
    const server = legacyServer({ rotate: true })
    const shop = process(mode, server)
    const [phone, desktop] = [browser(shop), browser(shop)]
    await phone.signIn(server.signIn())
    await desktop.signIn(server.signIn())
    await phone.signOut()
    expect(server.isAlive(desktop.known()!.accessToken)).toBe(mode === 'storage')
    await desktop.signOut()
    expect(server.isAlive('refresh-0')).toBe(false)
  })

  it('signing in as somebody else on one device: with sessions on the server the first customer\'s other one stays, with cookies it is signed out, too', async () => {
    const server = legacyServer({ rotate: true })
    const shop = process(mode, server)
    const [phone, desktop] = [browser(shop), browser(shop)]
    await phone.signIn(server.signIn())
    await desktop.signIn(server.signIn())
    await phone.signIn({ ...server.signIn(), access_token: 'access-of-john', refresh_token: 'refresh-of-john' })
    if (mode !== 'storage') await eventually(() => expect(server.revoked).toContain('refresh-0'))
    await shop.termination.drained()
    expect(server.isAlive(desktop.known()!.accessToken)).toBe(mode === 'storage')
    expect(server.revoked).not.toContain('refresh-of-john')
  })
})

describe('"sign out on all other devices"', () => {
  it('keeps the current session working', async () => {
    const server = legacyServer({ rotate: true })
    const shop = process('storage', server)
    const devices = [browser(shop), browser(shop), browser(shop)]
    for (const device of devices) await device.signIn(server.signIn(), { userId: 'jane' })
    const own = devices[1]!
    expect(await own.endSessions('jane', { keepCurrent: true })).toBe(2)
    expect(server.revoked).toEqual([])
    expect(await own.list('jane')).toMatchObject([{ current: true }])
    const renewed = await shop.coordinator.refresh((await own.current())!)
    expect(server.isAlive(renewed.accessToken)).toBe(true)
    expect(await devices[0]!.current()).toBeUndefined()
    // The last one takes the tokens with it.
    expect(await own.endSessions('jane')).toBe(1)
    expect(server.revoked).toEqual([renewed.refreshToken, renewed.accessToken])
  })
})

describe('a new password', () => {
  /** Two devices of Jane's and one of John's, each with tokens of its own. */
  async function devices(options: BrowserOptions = {}) {
    const common = shared()
    const server = legacyServer({ rotate: true })
    const shop = process('storage', server, common, { sharedTokens: false })
    const [own, other, johns] = [browser(shop, options), browser(shop, options), browser(shop, options)]
    let count = 0
    const tokens = () => ({ ...server.signIn(), access_token: `own-${++count}`, refresh_token: `refresh-own-${count}` })
    await own.signIn(tokens(), { userId: 'jane' })
    await other.signIn(tokens(), { userId: ' JANE' })
    await johns.signIn(tokens(), { userId: 'john' })
    return { common, server, shop, own, other, johns, tokens }
  }

  const later = () => new Promise(resolve => setTimeout(resolve, 5))

  it('ends the other sessions of the customer, revokes their tokens, and keeps the session in which it was changed', async () => {
    const { server, shop, own, other, johns } = await devices()
    await own.newPassword('change')
    await shop.termination.drained()
    expect(await own.current()).toMatchObject({ accessToken: 'own-1' })
    expect(await other.current()).toBeUndefined()
    expect(await johns.current()).toMatchObject({ accessToken: 'own-3' })
    expect(shop.ended.filter(reason => reason === 'password-changed')).toHaveLength(1)
    expect(server.revoked).toContain('own-2')
    expect(server.revoked).not.toContain('own-1')
  })

  it('of another user, whom the call names, ends all sessions of that user and none of the customer\'s', async () => {
    const { own, other, johns } = await devices()
    await own.newPassword('change', undefined, 'John ')
    expect(await johns.current()).toBeUndefined()
    expect(await own.current()).toMatchObject({ accessToken: 'own-1' })
    expect(await other.current()).toMatchObject({ accessToken: 'own-2' })
  })

  it('keeps the session in which it was changed where the call names the customer', async () => {
    const { own, other } = await devices()
    await own.newPassword('change', undefined, 'Jane')
    expect(await other.current()).toBeUndefined()
    expect(await own.current()).toMatchObject({ accessToken: 'own-1' })
  })

  it('ends nothing where the shop has switched that off', async () => {
    const { own, other } = await devices({ endOthersOnPasswordChange: false })
    await own.newPassword('change')
    await own.newPassword('reset')
    expect(await other.current()).toMatchObject({ accessToken: 'own-2' })
    expect(own.cookieNames().filter(name => name.endsWith('-reset'))).toEqual([])
  })

  it('ends them when the storage is back, but none that has begun since', async () => {
    const { common, server, own, other, tokens } = await devices()
    await own.newPassword('change', () => {
      common.state.isDown = true
    })
    common.state.isDown = false
    // In another process: this one leaves the storage alone for a moment after a failure.
    const changed = browser(process('storage', server, common, { sharedTokens: false }))
    await changed.signIn(tokens(), { userId: 'jane' })
    await own.drained()
    expect(await other.current()).toBeUndefined()
    expect(await changed.current()).toMatchObject({ accessToken: 'own-4' })
    expect(await own.current()).toMatchObject({ accessToken: 'own-1' })
  })

  it('by the code of a link ends them with the next sign-in in that browser', async () => {
    const { own, other, johns, tokens } = await devices()
    await later()
    await johns.newPassword('reset')
    expect(await other.current()).toBeDefined()
    await johns.signIn(tokens(), { userId: 'jane' })
    expect(await own.current()).toBeUndefined()
    expect(await other.current()).toBeUndefined()
    expect(await johns.current()).toMatchObject({ accessToken: 'own-4' })
    expect(johns.cookieNames().filter(name => name.endsWith('-reset'))).toEqual([])
    // And only once.
    await other.signIn(tokens(), { userId: 'jane' })
    await johns.signIn(tokens(), { userId: 'jane' })
    expect(await other.current()).toBeDefined()
  })

  it('ends all of them before it waits for a listener', async () => {
    const { shop, own, other, tokens } = await devices()
    const third = browser(shop)
    await third.signIn(tokens(), { userId: 'jane' })
    shop.hooks.callHook = () => new Promise(() => {})
    void own.newPassword('change')
    await vi.waitFor(async () => expect([await other.current(), await third.current()]).toEqual([undefined, undefined]), 1500)
  })

  it('ends them, also by endSapccSessions, however long a listener takes', async () => {
    const { shop, own, other, server, tokens } = await devices()
    const third = browser(shop)
    await third.signIn(tokens(), { userId: 'jane' })
    shop.hooks.callHook = () => new Promise(() => {})
    void own.endSessions('jane', { keepCurrent: true })
    await vi.waitFor(async () => expect([await other.current(), await third.current()]).toEqual([undefined, undefined]), 1500)
    await vi.waitFor(() => expect(server.revoked).toEqual(expect.arrayContaining(['own-2', 'own-4'])), 1500)
  })

  it('by the code of a link ends them when a listener tells the customer\'s name late', async () => {
    const { shop, own, other, johns, tokens } = await devices()
    await later()
    await johns.newPassword('reset')
    const { name } = slowListener(shop)
    await johns.signIn(tokens())
    expect(johns.cookieNames().filter(name => name.endsWith('-reset'))).toEqual([])
    expect(await other.current()).toBeDefined()
    await name('jane')
    expect([await own.current(), await other.current()]).toEqual([undefined, undefined])
  })

  it('by the code of a link ends them when the name comes late to a function that stops with its response', async () => {
    const { shop, own, other, johns, tokens } = await devices({ platform: 'stops' })
    await later()
    await johns.newPassword('reset')
    const { name } = slowListener(shop)
    let isAnswered = false
    const signingIn = johns.signIn(tokens()).then(() => void (isAnswered = true))
    await pause()
    expect([isAnswered, await other.current()]).toMatchObject([false, { accessToken: 'own-2' }])
    await name('jane')
    await signingIn
    expect([await own.current(), await other.current()]).toEqual([undefined, undefined])
    expect((await johns.list('jane')).length).toBe(1)
    expect(johns.cookieNames().filter(name => name.endsWith('-reset'))).toEqual([])
  })

  it('by the code of a link ends them with the sign-in after that when the function stops before the name is known', async () => {
    const { shop, own, other, johns, tokens } = await devices({ platform: 'stops soon' })
    await later()
    await johns.newPassword('reset')
    const { callHook } = shop.hooks
    slowListener(shop)
    await johns.signIn(tokens())
    shop.hooks.callHook = callHook
    await later()
    await johns.signIn(tokens(), { userId: 'jane' })
    expect([await own.current(), await other.current()]).toEqual([undefined, undefined])
    expect(johns.cookieNames().filter(name => name.endsWith('-reset'))).toEqual([])
  })

  it('by the code of a link does not wait for another customer after a sign-in without a name', async () => {
    const { own, johns, tokens } = await devices()
    await later()
    await johns.newPassword('reset')
    await johns.signIn(tokens())
    expect(johns.cookieNames().filter(name => name.endsWith('-reset'))).toEqual([])
    await johns.signIn(tokens(), { userId: 'jane' })
    expect(await own.current()).toMatchObject({ accessToken: 'own-1' })
  })

  it('by the code of a link ends no session that began after it', async () => {
    const { own, other, tokens } = await devices()
    await own.newPassword('reset')
    await later()
    await other.signIn(tokens(), { userId: 'jane' })
    await own.signIn(tokens(), { userId: 'jane' })
    expect(await other.current()).toMatchObject({ accessToken: 'own-4' })
  })

  it('ends nothing and marks nothing with sessions in cookies: the others are not known', async () => {
    const server = legacyServer({ rotate: true })
    const shop = process('cookie', server)
    const [own, other] = [browser(shop), browser(shop)]
    await own.signIn(server.signIn(), { userId: 'jane' })
    await other.signIn(server.signIn(), { userId: 'jane' })
    await own.newPassword('change')
    await own.newPassword('reset')
    expect(await other.current()).toBeDefined()
    expect(await own.current()).toBeDefined()
    expect(own.cookieNames().filter(name => name.endsWith('-reset'))).toEqual([])
    await expect(own.list('jane')).rejects.toMatchObject({ status: 501 })
  })
})

describe('tokens of a sign-in that was refused', () => {
  it.each(['cookie', 'storage', 'cookie with storage'] as const)('leave a living session alone that has the same ones, sessions in %s', async (mode) => {
    const server = legacyServer({ rotate: true })
    const shop = process(mode, server)
    const phone = browser(shop)
    await phone.signIn(server.signIn())
    await shop.termination.revokeWhenKnownUnused(sessionFromTokens(server.signIn(), undefined, Date.now()))
    expect(server.revoked).toEqual([])
    expect(server.isAlive((await phone.current())?.accessToken)).toBe(true)
  })

  it.each([['storage', true], ['storage', false], ['cookie', false]] as const)('are revoked where no session has them: sessions in %s, shared tokens: %j', async (mode, sharedTokens) => {
    const clock = holdClock()
    const server = legacyServer({ rotate: true })
    const shop = process(mode, server, shared(), { sharedTokens })
    await shop.termination.revokeWhenKnownUnused(sessionFromTokens(server.signIn(), undefined, Date.now()))
    if (sharedTokens) {
      expect(server.revoked).toEqual([])
      await tenMinutesLater(shop, clock)
    }
    expect(server.revoked).toEqual(['refresh-0', 'access-0'])
  })
})

describe('the device of a session', () => {
  const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'

  it.each([false, true])('is listed with it, through refreshes, and nothing else of the header (tokens shared with another device: %j)', async (sharedTokens) => {
    const server = legacyServer({ rotate: true })
    const shop = process('storage', server, shared(), { sharedTokens })
    const [first, second] = [browser(shop), browser(shop)]
    await first.signIn(server.signIn(), { userId: 'jane' })
    await second.signIn(server.signIn(), { userId: 'jane', userAgent: `${FIREFOX} <script>` })
    await shop.coordinator.refresh((await second.current())!)
    const [unknown, known] = await second.list('jane')
    expect(unknown).not.toHaveProperty('device')
    expect(known).toMatchObject({ current: true, device: { label: 'Firefox on Windows', browser: 'Firefox', system: 'Windows' } })
    expect(JSON.stringify(known)).not.toContain('script')
  })
})

describe.each([true, false])('two devices with one pair of tokens, sessions in cookies, rotation %j', (rotate) => {
  it('both go on within the grace period of one process', async () => {
    const server = legacyServer({ rotate })
    const shop = process('cookie', server)
    const [phone, desktop] = [browser(shop), browser(shop)]
    await phone.signIn(server.signIn())
    await desktop.signIn(server.signIn())
    const renewed = await Promise.all([phone, desktop].map(({ known }) => shop.coordinator.refresh(known()!)))
    expect(server.sent).toEqual(['refresh-0'])
    expect(renewed.map(({ accessToken }) => accessToken)).toEqual(['access-1', 'access-1'])
    // And one after the other, twice.
    const again = await shop.coordinator.refresh(renewed[0]!)
    expect(await shop.coordinator.refresh(renewed[1]!)).toMatchObject({ id: renewed[1]!.id, accessToken: again.accessToken })
    const last = await shop.coordinator.refresh(again)
    const tablet = await shop.coordinator.refresh({ ...renewed[1]!, id: 'another device' })
    expect(tablet).toMatchObject({ accessToken: last.accessToken, refreshToken: last.refreshToken })
    expect(server.isAlive(tablet.accessToken)).toBe(true)
    expect(server.sent).toHaveLength(3)
  })
})

/** A customer signs out in one process and signs in again in another one. */
async function leavingAndArriving(options: { rotate: boolean, delay: number }) {
  const server = legacyServer(options)
  const common = shared()
  let isRevoking = () => {}
  const revoking = new Promise<void>((resolve) => {
    isRevoking = resolve
  })
  const revoke = server.revoke.bind(server)
  server.revoke = (tokens) => {
    isRevoking()
    return revoke(tokens)
  }
  const clock = { now: Date.now() }
  const shops = [0, 1].map(() => process('storage', server, common, { now: () => clock.now }))
  for (const { termination } of shops) {
    termination.start()
    onTestFinished(termination.stop)
  }
  const [leaving, arriving] = shops.map(shop => browser(shop)) as [ReturnType<typeof browser>, ReturnType<typeof browser>]
  await leaving.signIn(server.signIn())
  return { server, common, leaving, arriving, revoking, clock, again: () => Promise.resolve(server.signIn()) }
}

describe.each([true, false])('a sign-in that is given the tokens which a sign-out revokes, rotation %j', (rotate) => {
  const shop = (options: { delay: number }) => leavingAndArriving({ rotate, ...options })

  it('asks for others, and is signed in', async () => {
    const { server, leaving, arriving, revoking, again } = await shop({ delay: 150 })
    const signOut = leaving.signOut()
    await revoking
    await arriving.signIn(server.signIn(), { again })
    await signOut
    expect(server.isAlive((await arriving.current())?.accessToken)).toBe(true)
    expect(server.isAlive((await arriving.current())?.refreshToken)).toBe(true)
  })

  it('says so where it cannot ask again, and takes nothing with it', async () => {
    const { server, leaving, arriving, revoking } = await shop({ delay: 150 })
    const signOut = leaving.signOut()
    await revoking
    await expect(arriving.signIn(server.signIn())).rejects.toMatchObject({ status: 503, data: { type: 'TokensRevokedError' } })
    await signOut
    expect(server.revoked).toHaveLength(2)
    await arriving.signIn(server.signIn())
    expect(server.isAlive((await arriving.current())?.accessToken)).toBe(true)
  })

  it('keeps them when the revocation has failed', async () => {
    const { server, leaving, arriving, clock, again } = await shop({ delay: 5 })
    server.isDown = true
    await leaving.signOut()
    server.isDown = false
    await arriving.signIn(server.signIn(), { again })
    // The next attempt is due, and finds that a living session has the tokens.
    clock.now += 10_000
    await new Promise(resolve => setTimeout(resolve, 200))
    expect(server.revoked).toEqual([])
    expect(server.isAlive((await arriving.current())?.accessToken)).toBe(true)
  })
})

it('a sign-in that is given tokens which another session spends before it signs out asks for others', async () => {
  const { server, leaving, arriving, again } = await leavingAndArriving({ rotate: true, delay: 5 })
  const given = server.signIn()
  await leaving.visit(({ session }) => session.refresh())
  await leaving.signOut()
  await expect(arriving.signIn(given)).rejects.toMatchObject({ data: { type: 'TokensRevokedError' } })
  await arriving.signIn(given, { again })
  expect(server.isAlive((await arriving.current())?.accessToken)).toBe(true)
  expect(server.isAlive((await arriving.current())?.refreshToken)).toBe(true)
})

it('a sign-in that is given tokens which another session spends before it signs out asks for others, although the storage did not take at once that they are spent', async () => {
  const { server, common, leaving, arriving } = await leavingAndArriving({ rotate: true, delay: 5 })
  const [tokenKey] = (await common.inner.getKeys()).filter(key => key.includes('tokens:'))
  const given = server.signIn()
  const { setItem } = common.storage
  let failures = 0
  common.storage.setItem = (async (key: string, ...rest: [string]) => {
    if (key === tokenKey && failures++ === 0) throw new Error('connect ECONNREFUSED')
    await setItem(key, ...rest)
  }) as typeof setItem
  await leaving.visit(({ session }) => session.refresh())
  await vi.waitFor(async () => expect(await leaving.current()).toMatchObject({ generation: 1 }), { timeout: 5000 })
  await leaving.signOut()
  expect(failures).toBeGreaterThan(0)
  await expect(arriving.signIn(given)).rejects.toMatchObject({ data: { type: 'TokensRevokedError' } })
})

describe('a sign-in that is given tokens while a refresh spends them, of a session that is signed out elsewhere meanwhile', () => {
  async function refreshing({ rotate = true } = {}) {
    const server = legacyServer({ rotate, delay: 150 })
    const common = shared()
    const [here, elsewhere, third] = [0, 1, 2].map(() => process('storage', server, common)) as [Process, Process, Process]
    const [leaving, arriving] = [browser(here), browser(third)]
    await leaving.signIn(server.signIn())
    const refresh = leaving.visit(({ session }) => session.refresh()).catch(() => undefined)
    await vi.waitFor(() => expect(server.sent).toHaveLength(1))
    const given = server.signIn()
    return { server, common, here, elsewhere, leaving, arriving, refresh, given, end: () => elsewhere.store.end(leaving.known()!) }
  }

  it('goes on with the new ones, where it has begun before the refresh is answered', async () => {
    const { server, arriving, refresh, given, end } = await refreshing()
    await end()
    await arriving.signIn(given)
    await refresh
    await vi.waitFor(async () => expect(server.isAlive((await arriving.current())?.refreshToken)).toBe(true))
    expect(server.isAlive((await arriving.current())?.accessToken)).toBe(true)
    await arriving.visit(({ session }) => session.refresh())
    expect(server.sent).toEqual(['refresh-0', 'refresh-1'])
  })

  it('asks for others, where it begins after that', async () => {
    const { server, arriving, refresh, given, end } = await refreshing()
    await end()
    await refresh
    await expect(arriving.signIn(given)).rejects.toMatchObject({ data: { type: 'TokensRevokedError' } })
    await arriving.signIn(given, { again: () => Promise.resolve(server.signIn()) })
    expect(server.isAlive((await arriving.current())?.refreshToken)).toBe(true)
  })

  it('asks for others, where it waits for the session to end that has spent them', async () => {
    const { common, here, elsewhere, leaving, arriving, refresh, given } = await refreshing()
    const release = await common.lock.acquire(await here.store.lockKey(leaving.known()!))
    const inTurn = () => new Promise(resolve => setTimeout(resolve, 250))
    // Each waits for the lock after the one before: the refresh with its answer, the sign-out, and the sign-in, which has read by then whose tokens it was given.
    await inTurn()
    const ended = elsewhere.coordinator.end(leaving.known()!)
    await inTurn()
    const signedIn = arriving.signIn(given).then(() => 'begun', (error: SapccError) => error.data.type)
    await inTurn()
    await release()
    await Promise.all([refresh, ended])
    expect(await signedIn).toBe('TokensRevokedError')
  })

  it('renews its tokens at once, where the refresh has not spent them', async () => {
    const { server, here, refresh, given, end } = await refreshing({ rotate: false })
    await end()
    const arriving = browser(here)
    await arriving.signIn(given)
    await refresh
    await arriving.visit(({ session }) => session.refresh())
    expect(server.isAlive((await arriving.current())?.accessToken)).toBe(true)
  })

  it('is refused also where a sign-out was revoking them when the refresh was answered', async () => {
    const { here, leaving, arriving, refresh, given, end } = await refreshing()
    await end()
    const revoked = here.store.revokeUnused!(leaving.known()!, async () => {
      await refresh
      return { revoked: false }
    })
    await revoked
    await expect(arriving.signIn(given)).rejects.toMatchObject({ data: { type: 'TokensRevokedError' } })
    // And another one that begins to revoke them after that.
    await here.store.revokeUnused!(leaving.known()!, () => Promise.resolve({ revoked: false }))
    await expect(arriving.signIn(given)).rejects.toMatchObject({ data: { type: 'TokensRevokedError' } })
  })
})

it('a sign-in that is given the tokens which a sign-out has just renewed keeps them', async () => {
  const { server, leaving, arriving, again } = await leavingAndArriving({ rotate: true, delay: 5 })
  const revoke = server.revoke.bind(server)
  server.revoke = (async ({ refreshToken }: { refreshToken: string }, { revokeUnused }: RevocationOptions) => {
    const renewed = await server.refresh(refreshToken)
    const tokens = { accessToken: renewed.access_token, refreshToken: renewed.refresh_token ?? refreshToken }
    await arriving.signIn(server.signIn(), { again })
    return await revokeUnused!(tokens, () => revoke(tokens)) ?? { revoked: true, errors: [] }
  }) as never
  await leaving.signOut()
  expect(server.isAlive((await arriving.current())?.accessToken)).toBe(true)
  expect(server.isAlive((await arriving.current())?.refreshToken)).toBe(true)
})

it('a revocation that had to renew the tokens, and failed then, goes on with the new ones', async () => {
  const server = legacyServer({ rotate: true })
  let isBroken = true
  const { revoke } = server
  // As with an expired access token: the tokens are renewed before they can be revoked.
  server.revoke = (async (tokens: { accessToken: string, refreshToken: string }) => {
    if (server.isAlive(tokens.accessToken)) return await revoke(tokens)
    const renewed = await server.refresh(tokens.refreshToken).catch(() => undefined)
    if (!renewed) return { revoked: true, errors: [] }
    const left = { accessToken: renewed.access_token, refreshToken: renewed.refresh_token! }
    if (isBroken) return { revoked: false, left, errors: [new SapccError('down', { status: 503, data: { type: 'AuthorizationServerUnavailableError' } })] }
    return await revoke(left)
  }) as never
  let now = Date.now()
  const shop = process('cookie with storage', server, shared(), { now: () => now })
  shop.termination.start()
  onTestFinished(shop.termination.stop)
  const { signIn, signOut } = browser(shop)
  await signIn(server.signIn())
  server.expire()
  await signOut()
  isBroken = false
  now += 10_000
  await eventually(() => expect(server.revoked).toEqual(['refresh-1', 'access-1']))
})

it('a sign-in during the refresh of the session that it replaces keeps what that refresh brings', async () => {
  const server = legacyServer({ rotate: true, delay: 30 })
  const shop = process('cookie', server)
  const { visit, signIn, known } = browser(shop)
  await signIn(server.signIn())
  const refresh = visit(({ session }) => session.refresh().catch(() => undefined))
  // Answered before the authorization server handles the refresh: with the same refresh token.
  await signIn(server.signIn())
  await refresh
  await shop.termination.drained()
  expect(server.revoked).toEqual([])
  const renewed = await shop.coordinator.refresh(known()!)
  expect(server.isAlive(renewed.accessToken)).toBe(true)
})

it('two revocations of one pair do not lift each other\'s mark', async () => {
  const server = legacyServer({ rotate: true })
  const { store } = process('storage', server)
  const over = sessionFromTokens(server.signIn(), undefined, Date.now())
  let finish = () => {}
  const slow = store.revokeUnused!(over, async () => {
    await new Promise<void>((resolve) => {
      finish = resolve
    })
    return await server.revoke({ accessToken: over.accessToken, refreshToken: over.refreshToken! })
  })
  await eventually(async () => expect(await store.begin(sessionFromTokens(server.signIn(), undefined, Date.now())).then(() => 'begun', () => 'refused')).toBe('refused'))
  expect(await store.revokeUnused!(over, () => Promise.resolve({ revoked: false }))).toEqual({ revoked: false })
  await expect(store.begin(sessionFromTokens(server.signIn(), undefined, Date.now()))).rejects.toMatchObject({ data: { type: 'TokensRevokedError' } })
  finish()
  await slow
})

it('"sign out on all devices" ends all sessions although the authorization server does not answer', async () => {
  const server = legacyServer({ rotate: true })
  const shop = process('storage', server)
  const devices = [browser(shop), browser(shop), browser(shop)]
  // Three customers' tokens, so that each session has its own to revoke.
  for (const [index, device] of devices.entries()) await device.signIn({ ...server.signIn(), access_token: `access-of-${index}`, refresh_token: `refresh-of-${index}` }, { userId: 'jane' })
  let answer = () => {}
  const answered = new Promise<void>((resolve) => {
    answer = resolve
  })
  server.revoke = (async () => {
    await answered
    return { revoked: true, errors: [] }
  }) as never
  const ending = devices[0]!.endSessions('jane')
  await eventually(async () => expect(await Promise.all(devices.slice(1).map(device => device.current()))).toEqual([undefined, undefined]))
  answer()
  expect(await ending).toBe(3)
})

describe('a sign-in on behalf of a response whose cookies do not reach the browser', () => {
  it.each(['storage', 'cookie'] as const)('is refused, and the session before goes on: sessions in %s', async (mode) => {
    const server = legacyServer({ rotate: true })
    const { signIn, visit, current, known } = browser(process(mode, server))
    await signIn(server.signIn())
    const before = known()
    await expect(signIn(server.signIn(), { isHeadSent: true })).rejects.toMatchObject({ status: 500, data: { type: 'SessionNotPossibleError' } })
    expect(await current()).toMatchObject({ id: before!.id })
    expect(await visit(({ session }) => session.session())).toMatchObject({ id: before!.id })
    expect(server.revoked).toEqual([])
  })
})
