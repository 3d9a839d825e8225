import { describe, expect, it } from 'vitest'
import { createBeginLogout } from '../../../src/runtime/server/auth/redirect-logout/begin-logout'
import { noteRedirectLogin } from '../../../src/runtime/server/auth/sso-session'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import { SessionCookies } from '../../../src/runtime/server/session/session-cookies'
import type { RequestSession } from '../../../src/runtime/server/session/request-session'
import { createMemoryStorage } from '../../../src/runtime/server/storage/shared-storage'
import { fakeBrowser, fakeScope, names, pairsOf } from '../fake-request'
import { breakableStorage, newSession, rotatingServer, sealer, tokens } from './tokens'
import { idTokens, sessionShop } from './support'
import type { SessionShopOptions } from './support'

type Mode = 'cookie' | 'storage'

/** A session that a redirect login with an ID token has begun. */
function loggedIn(idToken = 'id-0', now = Date.now()) {
  return sessionFromTokens({ ...tokens(0), id_token: idToken }, undefined, now)
}

/** A shop whose authorization server answers a refresh with a new ID token. */
function shopWithIdTokens(mode: Mode, settings: SessionShopOptions = {}) {
  const { server = rotatingServer(), ...others } = settings
  server.idToken = count => `id-${count}`
  return sessionShop(mode, { ...others, server })
}

type Shop = ReturnType<typeof sessionShop>

/** A browser, which sends ID tokens to the routes of login and logout only. */
function browserOf(shop: Shop) {
  const jar = fakeBrowser()
  const browser = {
    jar,
    /** The `cookie` header of a call. */
    get forCall(): string {
      return jar.cookie.split('; ').filter(pair => !names.isIdToken(pair.split('=', 1)[0]!)).join('; ')
    },
    idToken: () => idTokens.read(fakeScope(jar.cookie)),
    idTokenCookies: () => jar.names.filter(names.isIdToken),
    async call(work: (session: RequestSession) => unknown): Promise<string[]> {
      const { setCookie } = await shop.send(browser.forCall, work)
      jar.receive(setCookie)
      return setCookie
    },
    /** As the callback does. */
    async logIn(session = loggedIn()): Promise<void> {
      const request = shop.request(jar.cookie)
      await request.session.begin(session)
      noteRedirectLogin(request.scope, 3600)
      idTokens.dropAll(request.scope)
      jar.receive(await request.respond())
    },
    /** As `signUserOut` does. */
    async signOut(everywhere = true): Promise<unknown> {
      const begin = createBeginLogout({ config: { session: { maxAge: 3600, cookieBudget: 3584 }, oauth: { logoutEndpoint: 'discover', comesBackFromLogout: true } }, oauth: { hasLogout: () => Promise.resolve(true) }, sealer, idTokens, paths: { baseURL: '/', apiPath: '/api/sapcc', loginPage: '' }, log: { warn: () => {} } })
      const request = shop.request(browser.forCall)
      const result = await begin(request.scope, { everywhere }, await request.session.end())
      jar.receive(await request.respond())
      return result
    },
  }
  return browser
}

const idTokenLines = (lines: readonly string[]) => lines.filter(line => names.isIdToken(line.split('=', 1)[0]!))

describe.each(['cookie', 'storage'] as const)('the ID token of a redirect login, sessions in %s', (mode) => {
  it('is in a cookie of its own for the routes of login and logout, and not in the session\'s', async () => {
    const shop = shopWithIdTokens(mode)
    const browser = browserOf(shop)
    await browser.logIn()
    expect(await browser.idToken()).toBe('id-0')
    const [line] = idTokenLines(browser.jar.lines)
    expect(line).toContain('Path=/api/sapcc/auth;')
    expect(line).toContain('HttpOnly')
    const content = new Map(pairsOf(browser.forCall.split('; '))).get(names.content(await nameOf(browser)))!
    if (mode === 'cookie') expect(await sealer.open('session', content)).not.toContain('id-0')
    else expect(content).toMatch(/^[\w-]{43}$/)
  })

  it(`is renewed by a refresh, ${mode === 'cookie' ? 'with the session\'s cookie' : 'which writes no cookie; the sign-out does'}`, async () => {
    const browser = browserOf(shopWithIdTokens(mode))
    await browser.logIn()
    const lines = await browser.call(session => session.refresh())
    expect(lines).toHaveLength(mode === 'cookie' ? 2 : 0)
    expect(await browser.idToken()).toBe(mode === 'cookie' ? 'id-1' : 'id-0')
    expect(await browser.signOut()).toEqual({ logoutUrl: '/api/sapcc/auth/logout' })
    expect(await browser.idToken()).toBe('id-1')
    expect(browser.idTokenCookies()).toHaveLength(1)
  })

  it('is the newest one after many refreshes, also where one of them brings none', async () => {
    const shop = shopWithIdTokens(mode)
    const browser = browserOf(shop)
    await browser.logIn()
    shop.server.idToken = count => count === 3 ? undefined : `id-${count}`
    for (let count = 1; count <= 3; count++) await browser.call(session => session.refresh())
    await browser.signOut()
    expect(await browser.idToken()).toBe('id-2')
  })

  it('comes with the tokens of a later refresh, where the answer that had it was lost', async () => {
    const shop = shopWithIdTokens(mode)
    const browser = browserOf(shop)
    await browser.logIn()
    await shop.send(browser.forCall, session => session.refresh())
    shop.server.idToken = undefined
    const { session } = shop.request(browser.forCall)
    await browser.call(async own => await own.refresh((await session.session())!.generation))
    await browser.signOut()
    expect(await browser.idToken()).toBe('id-1')
  })

  it('is that of a refresh which the sign-out has waited for', async () => {
    const shop = shopWithIdTokens(mode, { server: rotatingServer(30) })
    const browser = browserOf(shop)
    await browser.logIn()
    const refreshing = shop.send(browser.forCall, session => session.refresh())
    await new Promise(resolve => setTimeout(resolve, 5))
    await browser.signOut()
    await refreshing
    expect(await browser.idToken()).toBe('id-1')
  })

  it('is not kept of a session that began without one', async () => {
    const shop = shopWithIdTokens(mode)
    const browser = browserOf(shop)
    await browser.logIn(newSession())
    await browser.call(session => session.refresh())
    await browser.signOut()
    expect(browser.idTokenCookies()).toEqual([])
  })

  it('does not count in the size of the session, and is left out where it does not fit', async () => {
    const browser = browserOf(shopWithIdTokens(mode, { cookieBudget: 1000 }))
    await browser.logIn(loggedIn('i'.repeat(900)))
    expect(browser.idTokenCookies()).toEqual([])
    expect(await browser.idToken()).toBeUndefined()
    await browser.call(session => session.session())
    expect(browser.jar.names).toHaveLength(3)
  })

  it('of a late answer does not replace that of a later login, nor come back after a sign-out', async () => {
    const shop = shopWithIdTokens(mode)
    const browser = browserOf(shop)
    await browser.logIn()
    const late = await shop.send(browser.forCall, session => session.refresh())
    await browser.signOut()
    await browser.logIn(loggedIn('id-of-another', Date.now() + 1))
    expect(browser.idTokenCookies()).toHaveLength(1)
    browser.jar.receive(late.setCookie)
    expect(await browser.idToken()).toBe('id-of-another')
    await browser.signOut()
    expect(await browser.idToken()).toBe('id-of-another')
  })

  it('is dropped by a sign-out that does not lead to the authorization server', async () => {
    const browser = browserOf(shopWithIdTokens(mode))
    await browser.logIn()
    await browser.call(session => session.refresh())
    expect(await browser.signOut(false)).toBeUndefined()
    expect(browser.idTokenCookies()).toEqual([])
  })

  it('of an earlier version, whose cookie did not name the session, is still read', async () => {
    const sealed = await sealer.sealValue('logout', { idToken: 'earlier' })
    const scope = fakeScope(`${names.idToken()}=${sealed}`)
    expect(await idTokens.read(scope)).toBe('earlier')
    idTokens.dropAll(scope)
    expect(pairsOf(scope.cookies.lines())).toEqual([[names.idToken(), '']])
  })

  it('of a login by an earlier version, after one by this version, is the younger one', async () => {
    const browser = browserOf(shopWithIdTokens(mode))
    await browser.logIn(loggedIn('id-of-one', Date.now() - 10_000))
    browser.jar.receive([`${names.idToken()}=${await sealer.sealValue('logout', { idToken: 'id-of-another' })}; Path=/api/sapcc/auth`])
    expect(await browser.idToken()).toBe('id-of-another')
  })

  it('leaves room at the sign-out for the other cookies of its answer', async () => {
    const shop = shopWithIdTokens(mode)
    const browser = browserOf(shop)
    await browser.logIn()
    shop.server.idToken = () => 'i'.repeat(2500)
    await browser.call(session => session.refresh())
    const before = browser.jar.lines.length
    await browser.signOut()
    expect(browser.jar.lines.slice(before).join('\n').length).toBeLessThan(3584)
  })

  it('is for this shop\'s eyes only: nothing in the storage or the cookies is readable', async () => {
    const storage = breakableStorage()
    const browser = browserOf(shopWithIdTokens(mode, { storage }))
    await browser.logIn(loggedIn('eyJ-secret'))
    const keys = await storage.inner.getKeys()
    const everything = JSON.stringify([await Promise.all(keys.map(key => storage.inner.getItem(key))), browser.jar.lines])
    expect(everything).not.toContain('secret')
  })
})

async function nameOf({ jar }: { jar: { cookie: string } }): Promise<string> {
  return new Map(pairsOf(jar.cookie.split('; '))).get(names.pointer)!
}

describe('the ID token of a refresh, with sessions in cookies', () => {
  it('reaches the browser with the answers of all calls that shared the refresh; later ones with an old cookie are smaller', async () => {
    const shop = shopWithIdTokens('cookie')
    const browser = browserOf(shop)
    await browser.logIn()
    const before = browser.forCall
    const shared = await Promise.all(Array.from({ length: 3 }, () => shop.send(before, session => session.refresh(0))))
    expect(shop.server.sent).toHaveLength(1)
    // A proxy that buffers too few bytes may have lost the answers: the session must not depend on theirs.
    const later = await shop.send(before, session => session.session())
    expect(idTokenLines(later.setCookie)).toEqual([])
    expect(later.setCookie.join().length).toBeLessThan(shared[0]!.setCookie.join().length)
    for (const { setCookie } of shared) {
      const lost = fakeBrowser(browser.jar.cookie)
      lost.receive(setCookie)
      expect(await idTokens.read(fakeScope(lost.cookie))).toBe('id-1')
    }
  })

  it('reaches it also from another process that shares the storage', async () => {
    const shared = createMemoryStorage(3600)
    const [one, two] = [1, 2].map(() => createCookieStore({ sealer, gracePeriod: 120_000, shared }))
    const begun = loggedIn()
    const cookie = await one!.cookieValue(begun)
    await one!.save(sessionFromTokens({ ...tokens(1), id_token: 'id-1' }, begun, Date.now()))
    expect(await two!.open(cookie)).toMatchObject({ sent: { idToken: '' }, current: { generation: 1, idToken: 'id-1' } })
  })

  it('is not written when the content cookie is not written', async () => {
    const shop = shopWithIdTokens('cookie')
    const browser = browserOf(shop)
    await browser.logIn()
    const ended = shop.request(browser.forCall)
    await shop.coordinator.end(await ended.session.refresh())
    expect(ended.respondNow()).toEqual([])
  })

  it('is not written again when only the time of use changes', async () => {
    const shop = shopWithIdTokens('cookie', { maxAge: 3600 })
    const browser = browserOf(shop)
    await browser.logIn({ ...loggedIn(), usedAt: Date.now() - 3_000_000 })
    const lines = await browser.call(session => session.session())
    expect(lines).toHaveLength(1)
    expect(await browser.idToken()).toBe('id-0')
  })

  it('that does not fit removes the previous cookie, although the request was not sent that one', async () => {
    const shop = shopWithIdTokens('cookie', { cookieBudget: 1500 })
    shop.server.idToken = () => 'i'.repeat(1500)
    const browser = browserOf(shop)
    await browser.logIn()
    expect(await browser.idToken()).toBe('id-0')
    expect(browser.forCall).not.toContain(names.idToken())
    await browser.call(session => session.refresh())
    expect(browser.idTokenCookies()).toEqual([])
  })
})

it('neither content nor ID token is prepared for a session that the request has replaced meanwhile', async () => {
  const shop = shopWithIdTokens('cookie')
  const browser = browserOf(shop)
  await browser.logIn()
  const former = await shop.request(browser.forCall).session.refresh()
  const other = { ...loggedIn('id-of-another', Date.now() + 1), accessToken: 'access-of-another' }
  const { promise: sealed, resolve: seal } = Promise.withResolvers<undefined>()
  const scope = fakeScope(browser.forCall)
  const cookies = new SessionCookies(scope, {
    store: shop.store,
    config: { contentMaxAge: 3600, absoluteMaxAge: 86_400, cookieBudget: 3584 },
    idTokens: {
      async prepare(of, session) {
        if (session.id === former.id) await sealed
        return await idTokens.prepare(of, session)
      },
    },
  })
  const opened = await cookies.open()
  if (opened === 'unreadable') throw new Error('The browser\'s session cannot be opened.')
  await cookies.acceptOpened(opened)
  const preparing = cookies.prepareContent(former)
  const commit = await cookies.prepareBegin(other)
  commit()
  seal(undefined)
  await preparing
  expect(cookies.prepared).toBe(other)
  cookies.writeToResponse()
  browser.jar.receive(scope.cookies.lines())
  expect(await browser.idToken()).toBe('id-of-another')
  expect((await shop.request(browser.forCall).session.session())?.accessToken).toBe('access-of-another')
})

it('a session of an earlier version goes on without an ID token', async () => {
  const shop = shopWithIdTokens('cookie')
  const browser = browserOf(shop)
  browser.jar.receive(await shop.begin(undefined, newSession()))
  expect(idTokenLines(await browser.call(session => session.refresh()))).toEqual([])
})
