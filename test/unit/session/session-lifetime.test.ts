import { describe, expect, it } from 'vitest'
import type { Session } from '../../../src/runtime/server/session/session'
import { hasExpired, shouldRecordUse } from '../../../src/runtime/server/session/session-lifetime'
import { fakeBrowser, names, pairsOf } from '../fake-request'
import { holdClock } from '../held-clock'
import { newSession } from './tokens'
import { sessionShop } from './support'
import { eventually } from '../eventually'

const NOW = 1_800_000_000_000
const LIMITS = { maxAge: 3600, absoluteMaxAge: 86_400 }
const HOUR = 3_600_000
/** Of the clocks of two processes. */
const TOLERANCE = 5000

/** As it was when it began, an hour before `NOW` unless the test says something else. */
function session(change: Partial<Session> = {}): Session {
  return { ...newSession(NOW - HOUR), ...change }
}

describe('the limits of a session', () => {
  it.each([
    ['used just now', { usedAt: NOW, createdAt: NOW }, false],
    ['used maxAge ago', { usedAt: NOW - HOUR }, false],
    ['used maxAge ago by the clock of another process', { usedAt: NOW - HOUR - TOLERANCE }, false],
    ['unused for longer', { usedAt: NOW - HOUR - TOLERANCE - 1 }, true],
    ['used in the future, by a clock that has stepped back since', { usedAt: NOW + HOUR, createdAt: NOW + HOUR }, false],
    ['as old as absoluteMaxAge, and used', { usedAt: NOW, createdAt: NOW - 24 * HOUR - TOLERANCE }, false],
    ['older, and used', { usedAt: NOW, createdAt: NOW - 24 * HOUR - TOLERANCE - 1 }, true],
  ])('a session %s: %o', (_, change, isOver) => {
    expect(hasExpired(session(change), LIMITS, NOW)).toBe(isOver)
  })

  it.each([
    ['whose tokens are as old as maxAge', { expiresAt: NOW - HOUR + 300_000 - TOLERANCE }, false],
    ['whose tokens are older', { expiresAt: NOW - HOUR + 300_000 - TOLERANCE - 1 }, true],
  ])('a session of version 0.1 %s', (_, change, isOver) => {
    const { usedAt: _usedAt, ...former } = session(change)
    expect(hasExpired(former, LIMITS, NOW)).toBe(isOver)
  })

  it('a session of which nothing is known but its tokens is not over', () => {
    const { usedAt: _usedAt, createdAt: _createdAt, lifetime: _lifetime, ...bare } = session({ expiresAt: NOW - 48 * HOUR })
    expect(hasExpired(bare, LIMITS, NOW)).toBe(false)
    expect(shouldRecordUse(bare, LIMITS, NOW)).toBe(false)
  })

  it('its use is written down once a tenth of maxAge has passed', () => {
    expect(shouldRecordUse(session({ usedAt: NOW - HOUR / 10 }), LIMITS, NOW)).toBe(false)
    expect(shouldRecordUse(session({ usedAt: NOW - HOUR / 10 - 1 }), LIMITS, NOW)).toBe(true)
  })

  it.each([
    ['for a minute', NOW - 60_000, false],
    ['for longer', NOW - 60_001, true],
  ])('an access token that has been expired %s, and cannot be renewed', (_, expiresAt, isOver) => {
    const { refreshToken: _refreshToken, ...unrenewable } = session({ usedAt: NOW, expiresAt })
    expect(hasExpired(unrenewable, LIMITS, NOW)).toBe(isOver)
    expect(hasExpired({ ...unrenewable, refreshToken: 'refresh-0' }, LIMITS, NOW)).toBe(false)
  })
})

/** A customer signed in, with a token that outlives every limit: a refresh is no use that a customer makes. */
async function signedIn(mode: 'cookie' | 'storage', limits: { maxAge?: number, absoluteMaxAge?: number } = {}) {
  const clock = holdClock()
  const shop = sessionShop(mode, { ...LIMITS, ...limits })
  const started = newSession(Date.now(), 7 * 24 * 3600)
  const browser = fakeBrowser()
  browser.receive(await shop.begin(undefined, started))
  const name = new Map(pairsOf(browser.cookie.split('; '))).get(names.pointer)!
  /** A visit of the customer's. @returns the token that it found, and the response's cookies. */
  async function visit(cookie = browser.cookie) {
    const { body, setCookie } = await shop.send(cookie, own => own.session())
    browser.receive(setCookie)
    // With sessions on the server the use is written behind the answer.
    await new Promise(resolve => setTimeout(resolve, 20))
    return { token: (body as Session | null)?.accessToken, setCookie }
  }
  return { ...shop, clock, started, browser, name, visit, cookie: browser.cookie }
}

describe.each(['cookie', 'storage'] as const)('a session that outlives its limits, sessions in %s', (mode) => {
  it('is over when it was not used for maxAge, also with a cookie that was kept by hand', async () => {
    const { clock, visit, cookie, name } = await signedIn(mode)
    clock.forward(HOUR + TOLERANCE + 1)
    const { token, setCookie } = await visit(cookie)
    expect(token).toBeUndefined()
    expect(pairsOf(setCookie)).toEqual([[names.content(name), ''], [names.mark(name), 'ended']])
    // And without the mark.
    expect((await visit(cookie)).token).toBeUndefined()
  })

  it('lives for all of maxAge', async () => {
    const { clock, visit, expired } = await signedIn(mode)
    clock.forward(HOUR - 1)
    expect((await visit()).token).toBe('access-0')
    expect(expired).toEqual([])
  })

  it('is kept by being used, for far longer than maxAge', async () => {
    const { clock, visit, expired } = await signedIn(mode)
    for (let visits = 0; visits < 8; visits++) {
      clock.forward(HOUR * 0.9)
      expect((await visit()).token).toBe('access-0')
    }
    expect(expired).toEqual([])
    clock.forward(HOUR + TOLERANCE + 1)
    expect((await visit()).token).toBeUndefined()
  })

  it.each([0.02, 0.09, 0.15, 0.4, 0.6])('lives for nine tenths of maxAge at least after each use: %d of it after the sign-in', async (used) => {
    const { clock, visit } = await signedIn(mode)
    clock.forward(HOUR * used)
    await visit()
    clock.forward(HOUR * 0.9 - 1)
    expect((await visit()).token).toBe('access-0')
  })

  it(`has its use written down past a tenth of maxAge: ${mode === 'cookie' ? 'in its content alone' : 'without a cookie'}`, async () => {
    const { clock, visit, name } = await signedIn(mode)
    clock.forward(HOUR / 10)
    expect((await visit()).setCookie).toEqual([])
    clock.forward(1)
    const { setCookie } = await visit()
    expect(pairsOf(setCookie).map(([cookie]) => cookie)).toEqual(mode === 'cookie' ? [names.content(name)] : [])
    // Written down: not again, before a tenth of the time has passed once more.
    clock.forward(HOUR / 10)
    expect((await visit()).setCookie).toEqual([])
  })

  it('is over after absoluteMaxAge, however much it is used and renewed', async () => {
    const { clock, visit, send, browser, name } = await signedIn(mode, { absoluteMaxAge: 2 * 3600 })
    for (let visits = 0; visits < 3; visits++) {
      clock.forward(HOUR * 0.6)
      browser.receive((await send(browser.cookie, own => own.refresh())).setCookie)
    }
    expect((await visit()).token).toBe('access-3')
    clock.forward(HOUR * 0.2 + TOLERANCE + 1)
    const { token, setCookie } = await visit()
    expect(token).toBeUndefined()
    expect(pairsOf(setCookie)).toEqual([[names.content(name), ''], [names.mark(name), 'ended']])
  })

  it('is reported with its tokens, to be revoked, and cannot be renewed', async () => {
    const { clock, send, cookie, expired, started, server } = await signedIn(mode, { absoluteMaxAge: 1800 })
    clock.forward(HOUR / 2 + TOLERANCE + 1)
    expect(await send(cookie, own => own.refresh())).toMatchObject({ status: 401, body: { failed: 'NoSessionError' } })
    expect(expired).toMatchObject([{ id: started.id, accessToken: 'access-0', refreshToken: 'refresh-0' }])
    expect(server.sent).toEqual([])
  })

  it('is reported once per request, and its end does not affect the next session', async () => {
    const { clock, begin, send, cookie, browser, expired } = await signedIn(mode)
    clock.forward(HOUR * 2)
    const late = await send(cookie, async own => [await own.session() ?? null, await own.appSessionKey() ?? null, await own.refreshAhead() ?? null])
    expect(late.body).toEqual([null, null, null])
    expect(expired.length).toBe(mode === 'cookie' ? 1 : 0)
    browser.receive(await begin(browser.cookie, { ...newSession(), accessToken: 'access-new' }))
    browser.receive(late.setCookie)
    expect((await send(browser.cookie, own => own.session())).body).toMatchObject({ accessToken: 'access-new' })
  })
})

describe('the use of a session', () => {
  it('is written down also by a response whose work says nothing about cookies', async () => {
    const { clock, browser, request, name } = await signedIn('cookie')
    clock.forward(HOUR / 2 + 1)
    const { session: own, respondNow } = request(browser.cookie)
    await own.session()
    // What the platform does before each head.
    await own.recheckBeforeHead()
    expect(pairsOf(respondNow()).map(([cookie]) => cookie)).toEqual([names.content(name)])
  })

  it.each([{ isInner: true }, { isHeadSent: true }])('is not written down where cookies would not reach the browser (%o)', async (given) => {
    const { clock, browser, request } = await signedIn('cookie')
    clock.forward(HOUR / 2 + 1)
    const { cookie } = browser
    const { session: own, respond } = request(cookie, { ...given, headers: { cookie } })
    expect(await own.session()).toMatchObject({ accessToken: 'access-0' })
    expect(await respond()).toEqual([])
  })

  it('does not bring back what a sign-out ended meanwhile', async () => {
    const { clock, browser, request, coordinator, started } = await signedIn('cookie')
    clock.forward(HOUR / 2 + 1)
    const { session: own, respond } = request(browser.cookie)
    await own.session()
    await coordinator.end(started)
    expect(await respond()).toEqual([])
  })

  it('on the server is not what a list of a customer\'s sessions does', async () => {
    const { clock, store, started, visit } = await signedIn('storage')
    await store.users!.assign(started, 'jane')
    clock.forward(HOUR * 0.9)
    expect(await store.users!.list('jane')).toHaveLength(1)
    await new Promise(resolve => setTimeout(resolve, 20))
    clock.forward(HOUR * 0.1 + 1)
    expect((await visit()).token).toBeUndefined()
  })

  it('on the server keeps it in the list of its customer\'s sessions', async () => {
    const { clock, store, started, visit } = await signedIn('storage')
    await store.users!.assign(started, 'jane')
    for (let visits = 0; visits < 5; visits++) {
      clock.forward(HOUR * 0.9)
      await visit()
    }
    await eventually(async () => expect((await store.users!.list('jane')).map(({ id }) => id)).toEqual([started.id]))
  })
})
