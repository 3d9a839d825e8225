import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import type { AnnouncedRefresh } from '../../../src/runtime/sdk/refresh/refresh-event'
import type { RequestSession } from '../../../src/runtime/server/session/request-session'
import { fakeBrowser, names, pairsOf } from '../fake-request'
import { holdClock } from '../held-clock'
import { createSealer } from '../../../src/runtime/server/crypto/sealer'
import { breakableStorage, newSession, rotatingServer } from './tokens'
import { sessionShop } from './support'

/** The name of the session that a `cookie` header points to. */
function nameIn(cookie: string): string {
  return new Map(pairsOf(cookie.split('; '))).get(names.pointer)!
}

/** What the end of the session that a `cookie` header names looks like in a response. */
function endOf(cookie: string): [string, string][] {
  const name = nameIn(cookie)
  return [[names.content(name), ''], [names.mark(name), 'ended']]
}

/** What the refusal of a refresh token looks like: a browser may hold newer content of the same session. */
function refusalOf(cookie: string, generation: number): [string, string][] {
  return [[names.mark(nameIn(cookie)), String(generation)]]
}

describe.each(['cookie', 'storage'] as const)('the session of a request, sessions in %s', (mode) => {
  it('is that of the customer who signed in, and sets no cookie for it', async () => {
    const { send, signIn } = sessionShop(mode)
    const cookie = await signIn()
    expect(await send(cookie, session => session.session())).toMatchObject({ status: 200, body: { accessToken: 'access-0' }, setCookie: [] })
  })

  it('renews ahead of a call, once, and tells the one that caused it', async () => {
    const clock = holdClock()
    const { send, signIn, server, hooks } = sessionShop(mode)
    const cookie = await signIn(20)
    const work = async (session: RequestSession) => [await session.refreshAhead() ?? null, (await session.session())?.accessToken]
    // 20 seconds are within the margin of 30, but more than half of the lifetime is left.
    expect(await send(cookie, work)).toMatchObject({ body: [null, 'access-0'], setCookie: [] })
    clock.forward(11_000)
    const answers = await Promise.all(Array.from({ length: 10 }, () => send(cookie, work)))
    const told = answers.map(({ body }) => (body as [AnnouncedRefresh | null, string])[0]).filter(refresh => refresh !== null)
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({ tokens: { access_token: 'access-1', expires_in: 300 } })
    expect(answers.every(({ body }) => (body as unknown[])[1] === 'access-1')).toBe(true)
    expect(server.sent).toEqual(['refresh-0'])
    expect(hooks).toEqual(['sapcc:token:refreshed'])
  })

  it('is not known once the response is for everyone, also when it has been read before', async () => {
    const { send, signIn } = sessionShop(mode)
    const cookie = await signIn()
    await send(cookie, session => session.refresh())
    expect(await send(cookie, async (session, { scope }) => {
      scope.markPublicResponse()
      return await session.session() ?? 'nobody'
    })).toMatchObject({ body: 'nobody', setCookie: [] })
    const seen = await send(cookie, async (session, { scope }) => {
      const before = (await session.session())?.accessToken
      scope.markPublicResponse()
      return [before, await session.session() ?? 'nobody']
    })
    // The newer tokens come with the next response that is the visitor's own.
    expect(seen).toMatchObject({ body: ['access-1', 'nobody'], setCookie: [] })
    expect((await send(cookie, session => session.session())).setCookie).toHaveLength(mode === 'cookie' ? 1 : 0)
  })

  it('tells also where the response is for everyone whether a customer asks, and changes nothing by that', async () => {
    const { send, signIn, state } = sessionShop(mode)
    const asked = (cookie: string | undefined) => send(cookie, async (session, { scope }) => {
      scope.markPublicResponse()
      return [await session.isFromCustomer(), scope.isPersonalResponse]
    })
    const cookie = await signIn()
    expect(await asked(cookie)).toMatchObject({ body: [true, false], setCookie: [] })
    expect(await asked(undefined)).toMatchObject({ body: [false, false] })
    // An invented cookie is no customer's.
    const forged = cookie.replace(new RegExp(`(${names.content(nameIn(cookie))}=).*?(?=;|$)`), `$1${'x'.repeat(43)}`)
    expect(await asked(forged)).toMatchObject({ body: [false, false], setCookie: [] })
    await send(cookie, session => session.end())
    expect(await asked(cookie)).toMatchObject({ body: [false, false], setCookie: [] })
    const other = await signIn()
    state.isDown = true
    expect(await asked(other)).toMatchObject({ body: [true, false], setCookie: [] })
  })

  it('tells also after a sign-in or sign-out of the same request whether a customer asks, and keeps its cookies', async () => {
    const { request, send, signIn } = sessionShop(mode)
    const cookie = await signIn()
    const { session, respond } = request(cookie)
    await session.session()
    const before = session.callSessionTag
    await session.begin(newSession())
    const begun = { tag: session.callSessionTag, key: await session.appSessionKey() }
    expect(await session.isFromCustomer()).toBe(true)
    expect({ tag: session.callSessionTag, key: await session.appSessionKey() }).toEqual(begun)
    // A call that was made in the session before is another customer's.
    expect(() => session.assertMadeInThisSession(before)).toThrow(expect.objectContaining({ status: 409 }))
    const lines = await respond()
    expect(pairsOf(lines)).toEqual(expect.arrayContaining([[names.pointer, begun.tag], [names.content(nameIn(cookie)), '']]))

    const answer = await send(undefined, async (session) => {
      await session.begin(newSession())
      return await session.isFromCustomer()
    })
    expect(answer.body).toBe(true)

    const browser = fakeBrowser(cookie)
    browser.receive(lines)
    const signedOut = await send(browser.cookie, async (session) => {
      await session.end()
      return await session.isFromCustomer()
    })
    expect(signedOut.body).toBe(false)
    expect(pairsOf(signedOut.setCookie)).toEqual(endOf(browser.cookie))
  })

  it('marks the response as personal only when a customer is signed in', async () => {
    const { send, signIn } = sessionShop(mode)
    const isPersonal = async (session: RequestSession, { scope }: { scope: { isPersonalResponse: boolean } }) => {
      await session.session()
      return scope.isPersonalResponse
    }
    expect((await send(await signIn(), isPersonal)).body).toBe(true)
    expect((await send(undefined, isPersonal)).body).toBe(false)
  })

  it('takes back in the end what the same response has set', async () => {
    const { send } = sessionShop(mode)
    const { setCookie } = await send(undefined, async (session) => {
      await session.begin(newSession())
      await session.syncCookies()
      await session.end()
    })
    // No content and no pointer; only the mark, under a name that no browser points to.
    expect(pairsOf(setCookie)).toEqual([[expect.stringContaining(names.mark('')), 'ended']])
  })

  it('goes on with the token it has while the authorization server is not available', async () => {
    const { send, signIn, server } = sessionShop(mode, { refreshMargin: 300 })
    const cookie = await signIn(1)
    server.isDown = true
    await new Promise(resolve => setTimeout(resolve, 600))
    const work = async (session: RequestSession) => [await session.refreshAhead() ?? null, (await session.session())?.accessToken]
    const started = performance.now()
    for (let index = 0; index < 5; index++) {
      expect(await send(cookie, work)).toMatchObject({ status: 200, body: [null, 'access-0'], setCookie: [] })
    }
    // No call waits for a server that is known to be away.
    expect(performance.now() - started).toBeLessThan(500)
    expect(server.sent.length).toBeLessThan(4)
    server.isDown = false
    // The first call that needs it works again.
    expect(await send(cookie, session => session.refresh())).toMatchObject({ status: 200, body: { accessToken: 'access-1' } })
  })

  it('tells the refresh when its request has waited for one in vain before', async () => {
    const { send, signIn, server, coordinator } = sessionShop(mode)
    const cookie = await signIn()
    const refresh = vi.spyOn(coordinator, 'refresh')
    server.isDown = true
    await send(cookie, async (session) => {
      await session.refresh().catch(() => {})
      await session.refresh().catch(() => {})
    })
    await send(cookie, session => session.refresh())
    expect(refresh.mock.calls.map(([,, call]) => call?.hasWaited)).toEqual([false, true, false])
  })

  it('keeps the cookie through an outage of the authorization server', async () => {
    const { send, signIn, server } = sessionShop(mode)
    const cookie = await signIn()
    server.isDown = true
    expect(await send(cookie, session => session.refresh())).toMatchObject({ status: 503, body: { failed: 'TokenRefreshUnavailableError' }, setCookie: [] })
  })

  it.each(['refreshAhead', 'sessionReadyForCall'] as const)('fails a call with a type of the module\'s when it turns out to be over, and not with a code of OAuth\'s: %s', async (method) => {
    const clock = holdClock()
    const { send, signIn, server } = sessionShop(mode)
    const cookie = await signIn(20)
    await server.refresh('refresh-0')
    clock.forward(21_000)
    const answer = await send(cookie, async (session) => {
      const error: unknown = await session[method]().catch((error: unknown) => error)
      expect(error).toMatchObject({ status: 401, data: { type: 'SessionEndedError' }, cause: { data: { type: 'invalid_grant' } } })
      // The next call of the request is an anonymous visitor's.
      return await session[method]() ?? null
    })
    expect(answer).toMatchObject({ status: 200, body: null })
    expect(pairsOf(answer.setCookie)).toEqual(refusalOf(cookie, 0))
  })

  it('ends in the browser when the authorization server refuses, and when the customer signs out', async () => {
    const refused = sessionShop(mode)
    const cookie = await refused.signIn()
    await refused.server.refresh('refresh-0')
    const answer = await refused.send(cookie, session => session.refresh())
    expect(answer).toMatchObject({ status: 401, body: { failed: 'invalid_grant' } })
    expect(pairsOf(answer.setCookie)).toEqual(refusalOf(cookie, 0))
    expect(refused.hooks).toEqual(['sapcc:token:refresh-error', 'sapcc:session:ended'])
    // With and without the answer's cookies.
    const browser = fakeBrowser(cookie)
    browser.receive(answer.setCookie)
    for (const sent of [cookie, browser.cookie]) expect((await refused.send(sent, session => session.session())).body).toBeNull()

    const left = sessionShop(mode)
    const other = await left.signIn()
    expect(pairsOf((await left.send(other, session => session.end())).setCookie)).toEqual(endOf(other))
  })

  it('ends in the browser when it ended elsewhere: the names are its own, so no other session can be affected', async () => {
    const { send, signIn } = sessionShop(mode)
    const cookie = await signIn()
    await send(cookie, session => session.end())
    const answer = await send(cookie, session => session.session())
    expect(answer).toMatchObject({ status: 200, body: null })
    expect(pairsOf(answer.setCookie)).toEqual(endOf(cookie))
  })

  it('is none for a cookie that this shop did not make, which is ignored', async () => {
    const { send, signIn } = sessionShop(mode)
    const [pointer, content] = (await signIn()).split('; ')
    for (const cookie of [`${pointer}; ${content!.split('=')[0]}=tampered`, `${names.pointer}=tampered`, pointer]) {
      expect(await send(cookie, session => session.session())).toMatchObject({ body: null, setCookie: [] })
    }
  })

  it.each<[string, [staleGeneration?: number, reason?: 'expired' | 'refused-by-sap'], boolean]>([
    ['the present generation was refused, as the SDK says', [1], true],
    ['the present generation was refused, as the server has seen', [1, 'refused-by-sap'], true],
    ['the present generation has expired by the clock', [1, 'expired'], false],
    ['a later generation is said to have been refused', [7], false],
    ['the app asks for it', [], false],
  ])('says whether SAP has refused the newest token: %s', async (_what, given, isNewestRefused) => {
    const { send, signIn, coordinator } = sessionShop(mode)
    const browser = fakeBrowser()
    const cookie = await signIn()
    browser.receive(cookie.split('; '))
    browser.receive((await send(cookie, session => session.refresh())).setCookie)
    const refresh = vi.spyOn(coordinator, 'refresh')
    expect(await send(browser.cookie, session => session.refresh(...given))).toMatchObject({ status: 200, body: { generation: 2 } })
    expect(refresh.mock.calls.map(([, , call]) => call!.isNewestRefused)).toEqual([isNewestRefused])
  })

  it('does not bring back what a sign-out ended meanwhile', async () => {
    const { send, signIn, coordinator } = sessionShop(mode)
    const cookie = await signIn()
    const { setCookie } = await send(cookie, async (session) => {
      const renewed = await session.refresh()
      await coordinator.end(renewed)
    })
    expect(setCookie).toEqual([])
  })

  it('has a new id after each sign-in, and the old one is refused', async () => {
    const { send, signIn } = sessionShop(mode)
    const first = await signIn()
    const { setCookie } = await send(first, async (session) => {
      await session.end()
      await session.begin(newSession())
    })
    const second = setCookie.filter(line => !/Max-Age=0/.test(line)).map(line => line.split(';')[0]!).join('; ')
    expect(second).not.toBe(first)
    expect(await send(second, session => session.session())).toMatchObject({ body: { accessToken: 'access-0' } })
    expect((await send(first, session => session.session())).body).toBeNull()
  })

  it('is not renewed for a call that was refused in another session of the same request', async () => {
    const { send, signIn, server } = sessionShop(mode)
    const answer = await send(await signIn(), async (session) => {
      const refused = (await session.session())!
      const madeIn = session.callSessionTag
      await session.begin(newSession())
      expect(() => session.assertMadeInThisSession(madeIn)).toThrow(expect.objectContaining({ status: 409 }))
      session.assertMadeInThisSession(session.callSessionTag)
      await session.refreshAfter401(refused)
    })
    expect(answer).toMatchObject({ status: 409, body: { failed: 'SessionChangedError' } })
    expect(server.sent).toEqual([])
  })

  it('is renewed for the call that was refused in it, also when the same request begins another one during the refresh', async () => {
    const { send, signIn, server } = sessionShop(mode)
    const { body } = await send(await signIn(), async (session) => {
      const refused = (await session.session())!
      const refreshing = session.refreshAfter401(refused)
      await vi.waitFor(() => expect(server.sent).toHaveLength(1), { interval: 1 })
      const second = newSession()
      await session.begin(second)
      const renewed = await refreshing
      return [renewed.id === refused.id, renewed.accessToken, (await session.session())?.id === second.id]
    })
    expect(body).toEqual([true, 'access-1', true])
  })

  it('is not renewed where the cookies would not reach the browser', async () => {
    const { request, signIn, server } = sessionShop(mode)
    const cookie = await signIn(1)
    for (const given of [{ isInner: true }, { isHeadSent: true }]) {
      const { session, scope } = request(cookie, { ...given, headers: { cookie } })
      expect(scope.access).toBe('read')
      expect(await session.refreshAhead()).toBeUndefined()
      await expect(session.refresh()).rejects.toMatchObject({ status: 401, data: { type: 'RefreshNotPossibleError' } })
    }
    expect(server.sent).toEqual([])
  })
})

describe.each(['cookie', 'storage'] as const)('the session of a request without a refresh token, sessions in %s', (mode) => {
  async function signedIn() {
    const shop = sessionShop(mode)
    const { refreshToken: _, ...started } = newSession()
    const browser = fakeBrowser()
    browser.receive(await shop.begin(undefined, started))
    return { ...shop, browser, cookie: browser.cookie }
  }

  it('goes on while its token is good, also when a refresh is asked for without a 401', async () => {
    const { send, cookie, hooks } = await signedIn()
    for (const work of [(session: RequestSession) => session.session(), (session: RequestSession) => session.refresh(), async (session: RequestSession) => (await session.refreshAhead(), await session.session())]) {
      expect(await send(cookie, work)).toMatchObject({ status: 200, body: { accessToken: 'access-0' }, setCookie: [] })
    }
    expect(hooks).toEqual([])
  })

  it.each([
    ['a method\'s call met', (session: RequestSession) => session.refresh(0)],
    ['a proxied call met', (session: RequestSession) => session.refresh(0, 'refused-by-sap')],
    ['would meet: the token has expired', async (session: RequestSession, clock: ReturnType<typeof holdClock>) => (clock.forward(300_000), await session.refresh())],
    ['would meet on the way through the proxy', async (session: RequestSession, clock: ReturnType<typeof holdClock>) => (clock.forward(300_000), await session.refresh(0, 'expired'))],
  ])('ends with a 401 that %s', async (_, work) => {
    const clock = holdClock()
    const { send, browser, cookie, hooks, server } = await signedIn()
    const answer = await send(cookie, session => work(session, clock))
    expect(answer).toMatchObject({ status: 401, body: { failed: 'NoRefreshTokenError' } })
    expect(pairsOf(answer.setCookie)).toEqual(endOf(cookie))
    expect(hooks).toEqual(['sapcc:session:ended'])
    expect(server.sent).toEqual([])
    browser.receive(answer.setCookie)
    for (const sent of [cookie, browser.cookie]) expect((await send(sent, session => session.session())).body).toBeNull()
  })

  it('ends once, however many of its calls meet a 401', async () => {
    const { send, cookie, hooks } = await signedIn()
    const answers = await Promise.all(Array.from({ length: 5 }, () => send(cookie, session => session.refresh(0, 'refused-by-sap'))))
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401])
    for (const { setCookie } of answers) expect(pairsOf(setCookie)).toEqual(endOf(cookie))
    expect(hooks).toEqual(['sapcc:session:ended'])
  })

  it('is over for the rest of the request that met the 401', async () => {
    const { send, cookie } = await signedIn()
    const { body } = await send(cookie, async (session) => {
      await session.refresh(0, 'refused-by-sap').catch(() => undefined)
      return [await session.session() ?? null, await session.end() ?? null]
    })
    expect(body).toEqual([null, null])
  })

  it('is over a minute after its token has expired, without a call', async () => {
    const clock = holdClock()
    const { send, cookie, expired, browser } = await signedIn()
    clock.forward(300_000 + 59_000)
    expect((await send(cookie, session => session.session())).body).toMatchObject({ accessToken: 'access-0' })
    clock.forward(2000)
    const { body, setCookie } = await send(cookie, session => session.session())
    expect(body).toBeNull()
    expect(pairsOf(setCookie)).toEqual(endOf(cookie))
    expect(expired).toMatchObject([{ accessToken: 'access-0' }])
    browser.receive(setCookie)
    expect((await send(browser.cookie, session => session.session())).body).toBeNull()
  })
})

describe('the session of a request while the storage is not available', () => {
  it('is not that of a visitor who is signed out', async () => {
    const known = sessionShop('storage')
    const cookie = await known.signIn()
    const unknown = sessionShop('storage')
    unknown.state.isDown = true
    for (const work of [(session: RequestSession) => session.session(), (session: RequestSession) => session.refreshAhead(), (session: RequestSession) => session.end()]) {
      expect(await unknown.send(cookie, work)).toMatchObject({ status: 503, body: { failed: 'SessionStoreUnavailableError' }, setCookie: [] })
    }
    expect(await unknown.send(cookie, session => session.refresh())).toMatchObject({ status: 503, body: { failed: 'TokenRefreshUnavailableError' }, setCookie: [] })
    // A visitor without a cookie is not signed in, storage or not.
    expect(await unknown.send(undefined, session => session.session())).toMatchObject({ status: 200, body: null })
  })

  it('goes on for those it knows', async () => {
    const { send, signIn, state } = sessionShop('storage')
    const cookie = await signIn()
    state.isDown = true
    expect(await send(cookie, session => session.session())).toMatchObject({ status: 200, body: { accessToken: 'access-0' }, setCookie: [] })
  })
})

describe.each(['cookie', 'storage'] as const)('a process with another session password, sessions in %s', (mode) => {
  it('knows nobody, and takes no session away from the processes that can open it', async () => {
    const [storage, server] = [breakableStorage(), rotatingServer()]
    const here = sessionShop(mode, { storage, server })
    const elsewhere = sessionShop(mode, { storage, server, sealer: createSealer(['another password of more than thirty-two characters']) })
    const cookie = await here.signIn()
    expect(await elsewhere.send(cookie, session => session.session())).toMatchObject({ status: 200, body: null, setCookie: [] })
    expect(await elsewhere.send(cookie, session => session.refresh(0))).toMatchObject({ status: 401, body: { failed: 'NoSessionError' }, setCookie: [] })
    expect(await here.send(cookie, session => session.session())).toMatchObject({ body: { accessToken: 'access-0' }, setCookie: [] })
    expect([server.sent, elsewhere.expired, elsewhere.hooks]).toEqual([[], [], []])
  })
})

describe('a session on the server, used by two processes', () => {
  it('counts as renewed for a browser only when both can read the new tokens: it repeats its call at either', async () => {
    const [storage, server] = [breakableStorage(), rotatingServer()]
    const [here, elsewhere] = [sessionShop('storage', { storage, server }), sessionShop('storage', { storage, server })]
    const cookie = await here.signIn()
    const write = storage.holdWrites()
    const first = here.send(cookie, session => session.refresh(0))
    await write.begun
    // The process that renews it has the new tokens already.
    expect(await here.send(cookie, session => session.session())).toMatchObject({ body: { accessToken: 'access-1' } })
    const late = here.send(cookie, session => session.refresh(0))
    const repeated = late.then(() => elsewhere.send(cookie, session => session.session()))
    await Promise.race([repeated, sleep(30)])
    write.end()
    expect((await repeated).body).toMatchObject({ accessToken: 'access-1' })
    expect([(await first).status, (await late).status, server.sent]).toEqual([200, 200, ['refresh-0']])
  })

  it('goes on in the process that has renewed it when the new tokens cannot be written for long', async () => {
    const storage = breakableStorage()
    const { send, signIn } = sessionShop('storage', { storage })
    const cookie = await signIn()
    const write = storage.holdWrites()
    const first = send(cookie, session => session.refresh(0))
    await write.begun
    const late = send(cookie, session => session.refresh(0))
    expect((await Promise.all([first, late])).map(({ status }) => status)).toEqual([200, 200])
    write.end()
    await expect.poll(() => send(cookie, session => session.session())).toMatchObject({ body: { accessToken: 'access-1' } })
  })
})

describe('a response that was lost', () => {
  it('costs nothing with sessions on the server, however much later the browser comes back', async () => {
    const clock = holdClock()
    const { send, signIn } = sessionShop('storage')
    const cookie = await signIn()
    await send(cookie, session => session.refresh())
    clock.forward(50 * 60_000)
    expect(await send(cookie, session => session.session())).toMatchObject({ body: { accessToken: 'access-1' } })
    expect(await send(cookie, session => session.refresh())).toMatchObject({ body: { accessToken: 'access-2' } })
  })
})
