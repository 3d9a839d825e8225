import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { createOpenedCookies } from '../../../src/runtime/server/session/opened-cookies'
import { BoundedMap } from '../../../src/runtime/server/storage/bounded-map'
import { newSession, sealer } from './tokens'

/** A store that counts how often it decrypts a session's cookie. */
function countingStore(now: () => number) {
  const open = vi.fn(sealer.open)
  return { open, store: createCookieStore({ sealer: { ...sealer, open }, gracePeriod: 120_000, now }) }
}

describe('cookies that were opened before', () => {
  it('decrypts the cookie of a page\'s calls once', async () => {
    const { open, store } = countingStore(() => 0)
    const session = newSession()
    const cookie = await store.cookieValue(session)
    for (let call = 0; call < 10; call++) expect(await store.open(cookie)).toMatchObject({ current: { id: session.id } })
    expect(open).toHaveBeenCalledTimes(1)
  })

  it('decrypts it again after a minute', async () => {
    let now = 0
    const { open, store } = countingStore(() => now)
    const cookie = await store.cookieValue(newSession())
    await store.open(cookie)
    now = 60_000
    await store.open(cookie)
    expect(open).toHaveBeenCalledTimes(2)
  })

  it('asks at each call whether the session has ended', async () => {
    const { store } = countingStore(() => 0)
    const session = newSession()
    const cookie = await store.cookieValue(session)
    await store.open(cookie)
    await store.end(session)
    expect(await store.open(cookie)).toMatchObject({ current: undefined, ending: 'ended' })
  })

  it('asks at each call whether the session has newer tokens', async () => {
    const { store } = countingStore(() => 0)
    const session = newSession()
    const cookie = await store.cookieValue(session)
    await store.open(cookie)
    await store.save({ ...session, generation: 1, accessToken: 'newer' })
    expect(await store.open(cookie)).toMatchObject({ sent: { generation: 0 }, current: { generation: 1, accessToken: 'newer' } })
  })

  it('takes no other value for the one that it knows, also where their ends are equal', async () => {
    const { store } = countingStore(() => 0)
    const cookie = await store.cookieValue(newSession())
    await store.open(cookie)
    for (let index = 0; index < cookie.length; index += 7) {
      const forged = `${cookie.slice(0, index)}${cookie[index] === 'A' ? 'B' : 'A'}${cookie.slice(index + 1)}`
      expect(await store.open(forged)).toBe('unreadable')
    }
    expect(await store.open(cookie.slice(10))).toBe('unreadable')
  })

  it('keeps no tokens in a process that gets no further requests', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const sweep = vi.spyOn(BoundedMap.prototype, 'sweep')
    onTestFinished(() => sweep.mockRestore())
    const sizes = () => sweep.mock.contexts.map(map => (map as BoundedMap<string, unknown>).size)
    const cookies = createOpenedCookies({ now: Date.now })
    cookies.add('1.first', newSession())
    await vi.advanceTimersByTimeAsync(59_000)
    cookies.add('1.second', newSession())
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(cookies.get('1.second')).toBeDefined()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sizes()).toEqual([0, 0])
    // Nothing is left to do, until there is another cookie.
    expect(vi.getTimerCount()).toBe(0)
    cookies.add('1.third', newSession())
    expect(vi.getTimerCount()).toBe(1)
  })

  it('keeps none either where the timers are ahead of the clock, as Node\'s are by a millisecond at times', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const sweep = vi.spyOn(BoundedMap.prototype, 'sweep')
    onTestFinished(() => sweep.mockRestore())
    const start = Date.now()
    // With each of its timers the clock falls back by one millisecond.
    const cookies = createOpenedCookies({ now: () => Date.now() - Math.floor((Date.now() - start) / 60_000) })
    cookies.add('1.first', newSession())
    await vi.advanceTimersByTimeAsync(120_000)
    expect(sweep.mock.contexts.map(map => (map as BoundedMap<string, unknown>).size)).toEqual([0, 0])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is swept again although a platform has dropped the timer', () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const cookies = createOpenedCookies({ now: Date.now })
    cookies.add('1.first', newSession())
    vi.clearAllTimers()
    vi.setSystemTime(Date.now() + 60_000)
    cookies.add('1.second', newSession())
    expect(vi.getTimerCount()).toBe(1)
  })

  it('takes 32 MB at most, with their contents, however large the cookies are', () => {
    const cookies = createOpenedCookies({ now: () => 0 })
    const valueOf = (index: number) => String(index).padStart(7000, '0')
    const fits = Math.floor(32 * 1024 * 1024 / 14_000)
    for (let index = 0; index <= fits; index++) cookies.add(valueOf(index), newSession())
    expect([cookies.get(valueOf(0)), cookies.get(valueOf(1)) === undefined]).toEqual([undefined, false])
  })

  it('keeps nothing of a value that this shop has not made', async () => {
    const { open, store } = countingStore(() => 0)
    const foreign = `1.${'A'.repeat(500)}`
    await store.open(foreign)
    await store.open(foreign)
    expect(open).toHaveBeenCalledTimes(2)
  })

  it('keeps ten thousand at most', () => {
    const cookies = createOpenedCookies({ now: () => 0 })
    const valueOf = (index: number) => `sealed-${String(index).padStart(20, '0')}`
    for (let index = 0; index <= 10_000; index++) cookies.add(valueOf(index), newSession())
    expect(cookies.get(valueOf(0))).toBeUndefined()
    expect(cookies.get(valueOf(10_000))).toBeDefined()
  })
})
