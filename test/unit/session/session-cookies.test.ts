import { describe, expect, it } from 'vitest'
import { createCookieNames } from '../../../src/runtime/server/http/cookie-names'
import { sessionName } from '../../../src/runtime/server/session/session-cookie-values'
import { packSession } from '../../../src/runtime/server/session/session'
import type { Session } from '../../../src/runtime/server/session/session'
import { fakeBrowser, names, pairsOf } from '../fake-request'
import { newSession, rotatingServer, sealer, tokens } from './tokens'
import { sessionShop } from './support'

/** A browser in which a customer has signed in. */
async function signedIn(shop: ReturnType<typeof sessionShop>, session: Session = newSession()) {
  const browser = fakeBrowser()
  browser.receive(await shop.begin(undefined, session))
  const name = new Map(pairsOf(browser.cookie.split('; '))).get(names.pointer)!
  const tokenNow = async () => (await shop.request(browser.cookie).session.session())?.accessToken
  return { browser, name, session, tokenNow }
}

describe.each(['cookie', 'storage'] as const)('the cookies of a session, sessions in %s', (mode) => {
  it('are written by a sign-in: the pointer and the content', async () => {
    const lines = await sessionShop(mode).begin()
    const written = new Map(pairsOf(lines))
    const name = written.get(names.pointer)!
    expect([...written.keys()].sort()).toEqual([names.pointer, names.content(name)].sort())
    expect(lines.find(line => line.startsWith(`${names.pointer}=`))).toContain('Max-Age=86400')
    expect(lines.find(line => line.startsWith(names.content(name)))).toContain('Max-Age=3600')
  })

  it(`are written by a refresh: ${mode === 'cookie' ? 'the content only' : 'none'}`, async () => {
    const shop = sessionShop(mode)
    const { browser, name } = await signedIn(shop)
    const { setCookie } = await shop.send(browser.cookie, session => session.refresh())
    expect(pairsOf(setCookie).map(([cookie]) => cookie)).toEqual(mode === 'cookie' ? [names.content(name)] : [])
  })

  it('are the mark and no content after a sign-out; the pointer stays and means "not signed in"', async () => {
    const shop = sessionShop(mode)
    const { browser, name, tokenNow } = await signedIn(shop)
    const { setCookie } = await shop.send(browser.cookie, session => session.end())
    expect(pairsOf(setCookie)).toEqual([[names.content(name), ''], [names.mark(name), 'ended']])
    // As long as the pointer, so longer than any content that comes late.
    expect(setCookie[1]).toContain('Max-Age=86400')
    browser.receive(setCookie)
    expect(browser.names.sort()).toEqual([names.pointer, names.mark(name)].sort())
    expect(await tokenNow()).toBeUndefined()
  })

  it('mean "not signed in" with a mark, whatever the content says, and a response sets no cookie then', async () => {
    const shop = sessionShop(mode)
    const { browser, name } = await signedIn(shop)
    expect(await shop.send(`${browser.cookie}; ${names.mark(name)}=1`, session => session.session())).toEqual({ status: 200, body: null, setCookie: [] })
  })

  it('that cannot be opened are ignored until a sign-in replaces them', async () => {
    const shop = sessionShop(mode)
    const { name } = await signedIn(shop, newSession(Date.now() - 60_000))
    const browser = fakeBrowser(`${names.pointer}=${name}; ${names.content(name)}=sealed-with-another-password`)
    expect(await shop.send(browser.cookie, session => session.session())).toEqual({ status: 200, body: null, setCookie: [] })
    browser.receive(await shop.begin(browser.cookie))
    expect(browser.names).toHaveLength(2)
    expect(browser.names).not.toContain(names.content(name))
    expect((await shop.request(browser.cookie).session.session())?.accessToken).toBe('access-0')
  })

  it('of a session that ended elsewhere go, without touching another one', async () => {
    const shop = sessionShop(mode)
    const { browser, name, session } = await signedIn(shop)
    const late = browser.cookie
    await shop.store.end(session)
    const { body, setCookie } = await shop.send(late, own => own.session())
    expect(body).toBeNull()
    expect(pairsOf(setCookie)).toEqual([[names.content(name), ''], [names.mark(name), 'ended']])
    // The answer arrives after the same browser has signed in again.
    browser.receive(await shop.begin(browser.cookie, newSession(Date.now() + 1)))
    browser.receive(setCookie)
    expect((await shop.request(browser.cookie).session.session())?.accessToken).toBe('access-0')
  })

  it('do not end with a sign-out that is overtaken by a sign-in', async () => {
    const shop = sessionShop(mode)
    const { browser } = await signedIn(shop)
    const { setCookie } = await shop.send(browser.cookie, session => session.end())
    browser.receive(await shop.begin(browser.cookie, newSession(Date.now() + 1)))
    browser.receive(setCookie)
    expect((await shop.request(browser.cookie).session.session())?.accessToken).toBe('access-0')
  })

  it('do not come back with an answer that arrives after the sign-out', async () => {
    const shop = sessionShop(mode)
    const { browser, tokenNow } = await signedIn(shop)
    const renewed = await shop.send(browser.cookie, session => session.refresh())
    const ended = await shop.send(browser.cookie, session => session.end())
    browser.receive(ended.setCookie)
    browser.receive(renewed.setCookie)
    expect(await tokenNow()).toBeUndefined()
  })

  it('of a session that ended while its response was made are not written, also without another look at the store', async () => {
    const shop = sessionShop('cookie')
    const { browser } = await signedIn(shop)
    const { session, respondNow } = shop.request(browser.cookie)
    await shop.coordinator.end(await session.refresh())
    expect(respondNow()).toEqual([])
  })

  it('are refused at another shop on the same server, also when a client has renamed them', async () => {
    const shop = sessionShop(mode)
    const others = createCookieNames({ origin: 'https://brand.example', baseURL: '/', clientId: 'storefront', isSecure: true })
    const { browser, session } = await signedIn(shop)
    await shop.send(browser.cookie, own => own.refresh())
    const renamed = browser.cookie.replaceAll(names.pointer, others.pointer)
    const elsewhere = shop.request(renamed, {}, others)
    expect(await elsewhere.session.session()).toBeUndefined()
    expect(await elsewhere.session.isFromCustomer()).toBe(false)
    await expect(elsewhere.session.refresh()).rejects.toMatchObject({ status: 401 })
    expect(await elsewhere.session.end()).toBeUndefined()
    // Nothing has become of the session where it belongs.
    const here = shop.request(browser.cookie)
    expect(await here.session.session()).toMatchObject({ id: session.id, generation: 1, shop: names.shop })
    expect(await here.session.isFromCustomer()).toBe(true)
  })

  it('of a version that did not name the shop inside are accepted, and renewed', async () => {
    const shop = sessionShop(mode)
    const session = newSession()
    await shop.store.begin(session)
    const { browser } = await signedIn(shop)
    const name = await sessionName(session)
    browser.receive([`${names.pointer}=${name}`, `${names.content(name)}=${await shop.store.cookieValue(session)}`])
    expect(await shop.send(browser.cookie, own => own.refresh())).toMatchObject({ status: 200, body: { id: session.id, generation: 1 } })
  })

  it('of version 0.1 are adopted once', async () => {
    const shop = sessionShop(mode)
    const session = newSession()
    await shop.store.begin(session)
    const browser = fakeBrowser(`${names.version01.session}=${await shop.store.cookieValue(session)}`)
    const { body, setCookie } = await shop.send(browser.cookie, own => own.session())
    expect(body).toMatchObject({ accessToken: 'access-0' })
    browser.receive(setCookie)
    const name = new Map(pairsOf(browser.cookie.split('; '))).get(names.version01Pointer)!
    expect(browser.names.sort()).toEqual([names.version01Pointer, names.content(name)].sort())
    expect(await shop.send(browser.cookie, own => own.session())).toMatchObject({ body: { accessToken: 'access-0' }, setCookie: [] })
  })

  it('of version 0.1 do not come back over a sign-in that an adoption is late for', async () => {
    const shop = sessionShop(mode)
    const former = newSession()
    await shop.store.begin(former)
    const browser = fakeBrowser(`${names.version01.session}=${await shop.store.cookieValue(former)}`)
    const adopted = await shop.send(browser.cookie, own => own.session())
    const next = newSession()
    browser.receive((await shop.send(browser.cookie, own => own.begin(next))).setCookie)
    browser.receive(adopted.setCookie)
    expect((await shop.request(browser.cookie).session.session())?.id).toBe(next.id)
  })

  it('keep a sign-in and a sign-out of a request that a refresh of the same request is late for', async () => {
    for (const change of ['sign-in', 'sign-out'] as const) {
      const shop = sessionShop(mode)
      const { browser } = await signedIn(shop)
      const next = newSession()
      const { setCookie } = await shop.send(browser.cookie, async (own) => {
        await own.session()
        const refreshing = own.refresh()
        if (change === 'sign-in') await own.begin(next)
        else await own.end()
        await refreshing.catch(() => undefined)
        expect((await own.session())?.id).toBe(change === 'sign-in' ? next.id : undefined)
      })
      browser.receive(setCookie)
      expect((await shop.request(browser.cookie).session.session())?.id).toBe(change === 'sign-in' ? next.id : undefined)
    }
  })

  it('of version 0.1 go with a sign-out, and an answer that is late does not bring them back', async () => {
    const shop = sessionShop(mode)
    const session = newSession()
    await shop.store.begin(session)
    const browser = fakeBrowser(`${names.version01.session}=${await shop.store.cookieValue(session)}`)
    const adopted = await shop.send(browser.cookie, own => own.session())
    const ended = await shop.send(browser.cookie, own => own.end())
    browser.receive(ended.setCookie)
    expect(browser.names).not.toContain(names.version01.session)
    browser.receive(adopted.setCookie)
    expect((await shop.request(browser.cookie).session.session())).toBeUndefined()
  })
})

describe('the mark of a refused refresh token, sessions in cookies', () => {
  /** A rolling deployment: the old process renews the session, and a late request with the old cookie comes to the new one. */
  async function rollingDeployment() {
    const server = rotatingServer()
    const [before, after] = [sessionShop('cookie', { server }), sessionShop('cookie', { server })]
    const { browser, name } = await signedIn(before)
    const late = browser.cookie
    const renewed = await before.send(late, session => session.refresh())
    const refused = await after.send(late, session => session.refresh(0))
    expect(refused).toMatchObject({ status: 401, body: { failed: 'invalid_grant' } })
    return { server, before, after, browser, name, late, renewed, refused }
  }

  it('says up to which generation the session is over, and removes nothing', async () => {
    const { refused, name } = await rollingDeployment()
    expect(pairsOf(refused.setCookie)).toEqual([[names.mark(name), '0']])
    // As long as the pointer, like every mark.
    expect(refused.setCookie[0]).toContain('Max-Age=86400')
  })

  it.each(['before', 'after'] as const)('leaves newer content alone that arrives %s it', async (order) => {
    const { before, after, browser, renewed, refused, name } = await rollingDeployment()
    for (const { setCookie } of order === 'before' ? [renewed, refused] : [refused, renewed]) browser.receive(setCookie)
    expect(browser.names).toContain(names.mark(name))
    for (const shop of [before, after, sessionShop('cookie')]) {
      expect(await shop.send(browser.cookie, session => session.session())).toMatchObject({ body: { accessToken: 'access-1' }, setCookie: [] })
    }
    // The authorization server left the family alive: so does the session, in the process that met the refusal, too.
    const again = await after.send(browser.cookie, session => session.refresh())
    expect(again).toMatchObject({ status: 200, body: { accessToken: 'access-2' } })
    browser.receive(again.setCookie)
    expect((await after.send(browser.cookie, session => session.session())).body).toMatchObject({ accessToken: 'access-2' })
  })

  it('makes the refused content "not signed in" in every process, without setting a cookie', async () => {
    const { after, browser, refused } = await rollingDeployment()
    browser.receive(refused.setCookie)
    for (const shop of [after, sessionShop('cookie')]) {
      expect(await shop.send(browser.cookie, session => session.session())).toEqual({ status: 200, body: null, setCookie: [] })
    }
  })

  it('is raised when the newer content is refused as well', async () => {
    const { server, browser, renewed, refused, name } = await rollingDeployment()
    for (const { setCookie } of [renewed, refused]) browser.receive(setCookie)
    await server.refresh('refresh-1')
    const third = sessionShop('cookie', { server })
    const { status, setCookie } = await third.send(browser.cookie, session => session.refresh(1))
    expect([status, pairsOf(setCookie)]).toEqual([401, [[names.mark(name), '1']]])
    browser.receive(setCookie)
    expect((await sessionShop('cookie').send(browser.cookie, session => session.session())).body).toBeNull()
  })

  it('is replaced by that of a sign-out', async () => {
    const { after, browser, renewed, refused, name } = await rollingDeployment()
    for (const { setCookie } of [renewed, refused]) browser.receive(setCookie)
    const { setCookie } = await after.send(browser.cookie, session => session.end())
    expect(pairsOf(setCookie)).toEqual([[names.content(name), ''], [names.mark(name), 'ended']])
    browser.receive(setCookie)
    browser.receive(renewed.setCookie)
    expect((await sessionShop('cookie').send(browser.cookie, session => session.session())).body).toBeNull()
  })

  it('does not reach the session after it', async () => {
    const { after, browser, refused } = await rollingDeployment()
    browser.receive(await after.begin(browser.cookie, { ...newSession(Date.now() + 1), accessToken: 'access-new' }))
    browser.receive(refused.setCookie)
    expect((await after.send(browser.cookie, session => session.session())).body).toMatchObject({ accessToken: 'access-new' })
  })

  it.each(['ended', '1', '', '-1', '0x0', '1e3', '0.5', '9999999999'])('that reads %j ends generation 0', async (mark) => {
    const shop = sessionShop('cookie')
    const { browser, name } = await signedIn(shop)
    expect((await shop.send(`${browser.cookie}; ${names.mark(name)}=${mark}`, session => session.session())).body).toBeNull()
  })
})

describe('the mark of a refused refresh token, sessions on the server', () => {
  it('ends the only state there is: the id behind the content is gone', async () => {
    const shop = sessionShop('storage')
    const { browser, name } = await signedIn(shop)
    await shop.server.refresh('refresh-0')
    const refused = await shop.send(browser.cookie, session => session.refresh(0))
    expect([refused.status, pairsOf(refused.setCookie)]).toEqual([401, [[names.mark(name), '0']]])
    browser.receive(refused.setCookie)
    const next = await shop.send(browser.cookie, session => session.session())
    expect([next.body, pairsOf(next.setCookie)]).toEqual([null, [[names.content(name), ''], [names.mark(name), 'ended']]])
  })
})

describe('below a base path', () => {
  it('the cookie of version 0.1 is removed with the path that it was set with', async () => {
    const shop = sessionShop('cookie')
    const below = createCookieNames({ origin: 'https://shop.example', baseURL: '/b2b/', clientId: 'storefront', isSecure: true })
    const { respond, session } = shop.request(`${below.version01.session}=${await shop.store.cookieValue(newSession())}`, undefined, below)
    await session.session()
    const paths = (await respond()).map(line => [line.split('=')[0], /Path=([^;]*)/.exec(line)![1]])
    expect(paths).toEqual([[expect.stringContaining(below.content('')), '/b2b'], [below.version01Pointer, '/b2b'], ['__Host-sapcc-session', '/']])
  })
})

describe('the content of a session', () => {
  it('is never of an older generation than the newest that is known', async () => {
    const shop = sessionShop('cookie')
    const { browser, name } = await signedIn(shop)
    const slow = shop.request(browser.cookie)
    await slow.session.refresh()
    const fast = shop.request(browser.cookie)
    await fast.session.refresh((await fast.session.session())!.generation)
    // From the process's memory: the older one is left out.
    expect(slow.respondNow()).toEqual([])

    // With a look at the store: the newest one goes instead.
    const other = shop.request(browser.cookie)
    await other.session.session()
    const lines = await other.respond()
    browser.receive(lines)
    expect(pairsOf(lines).map(([cookie]) => cookie)).toEqual([names.content(name)])
    expect((await shop.request(browser.cookie).session.session())?.accessToken).toBe('access-2')
  })

  it('of sessions that began before the one the browser is in is removed, with their marks', async () => {
    const shop = sessionShop('cookie')
    const earlier = await signedIn(shop, newSession(1_700_000_000_000))
    const later = await signedIn(shop, newSession(1_900_000_000_000))
    const { browser, name } = await signedIn(shop, newSession(1_800_000_000_000))
    const strays = [earlier, later].flatMap(other => [`${names.content(other.name)}=stray`, `${names.content(other.name)}.1=tail`, `${names.mark(other.name)}=1`])
    const { setCookie } = await shop.send([browser.cookie, ...strays, 'theirs=1'].join('; '), session => session.refresh())
    const written = pairsOf(setCookie)
    expect(written.filter(([, value]) => value !== '').map(([cookie]) => cookie)).toEqual([names.content(name)])
    // A later one may be a sign-in's whose pointer is on its way.
    expect(written.filter(([, value]) => value === '').map(([cookie]) => cookie).sort())
      .toEqual([names.content(earlier.name), `${names.content(earlier.name)}.1`, names.mark(earlier.name)].sort())
  })

  it('of another shop on the host is neither read nor touched', async () => {
    const shop = sessionShop('cookie')
    const { browser, name } = await signedIn(shop)
    const others = createCookieNames({ origin: 'https://shop.example:8443', baseURL: '/', clientId: 'storefront', isSecure: true })
    const foreign = browser.cookie.replaceAll(names.pointer, others.pointer)
    expect(await shop.send(foreign, session => session.session())).toEqual({ status: 200, body: null, setCookie: [] })
    const lines = await shop.begin(`${foreign}; ${others.mark(name)}=1`, newSession(Date.now() + 1))
    expect(pairsOf(lines).every(([cookie]) => !others.isOwn(cookie))).toBe(true)
  })

  it('that would lock the browser out is refused at the sign-in', async () => {
    const shop = sessionShop('cookie')
    const large = { ...newSession(), accessToken: 'a'.repeat(3500) }
    const { status, body, setCookie } = await shop.send(undefined, session => session.begin(large))
    expect([status, body, setCookie]).toEqual([431, { failed: 'SessionTooLargeError' }, []])
    const lines = await sessionShop('cookie', { cookieBudget: 8000 }).begin(undefined, large)
    expect(lines.reduce((size, line) => size + line.length, 0)).toBeLessThan(8000)
    // On the server its size does not matter.
    expect(await sessionShop('storage').begin(undefined, large)).toHaveLength(2)
  })

  it('may grow with a refresh, but not so far that it would lock the browser out', async () => {
    for (const [length, status, isWritten] of [[4000, 200, true], [8000, 431, false]] as const) {
      const server = rotatingServer()
      const shop = sessionShop('cookie', { server })
      const { browser, name } = await signedIn(shop)
      server.accessToken = 'a'.repeat(length)
      const answer = await shop.send(browser.cookie, session => session.refresh())
      expect(answer.status).toBe(status)
      expect(pairsOf(answer.setCookie).some(([cookie]) => cookie === names.content(name))).toBe(isWritten)
      expect(answer.setCookie.reduce((size, line) => size + line.length, 0)).toBeLessThan(2 * 3584)
    }
  })

  it('is sealed, and the names tell nothing of it', async () => {
    const { browser, session } = await signedIn(sessionShop('cookie'))
    for (const secret of [session.id, session.accessToken, tokens(0).refresh_token!]) expect(browser.cookie).not.toContain(secret)
    const content = pairsOf(browser.cookie.split('; ')).find(([cookie]) => cookie !== names.pointer)![1]
    expect(await sealer.open('session', content)).toBe(packSession({ ...session, shop: names.shop }))
  })
})
