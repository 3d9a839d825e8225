import { describe, expect, it, vi } from 'vitest'
import { createConsumedLogins } from '../../../src/runtime/server/auth/redirect-login/consumed-logins'
import { CONSUMED_LOGIN_TTL, dropPendingLogins, keepPendingLogin, takePendingLogin } from '../../../src/runtime/server/auth/redirect-login/pending-login'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { fakeBrowser, fakeScope, names, pairsOf } from '../fake-request'
import { breakableStorage, sealer } from '../session/tokens'

const consumedLogins = createConsumedLogins({ ttl: CONSUMED_LOGIN_TTL })

const take = (cookie: string, state: string) => takePendingLogin(fakeScope(cookie), sealer, consumedLogins, state)

/** Begins a login that long ago, and gives the cookie of it. */
async function begin(state: string, secondsAgo: number): Promise<string> {
  const scope = fakeScope()
  await keepPendingLogin(scope, sealer, { state, codeVerifier: 'verifier', returnTo: '/account', startedAt: Date.now() - secondsAgo * 1000 })
  return scope.cookies.lines()[0]!.split(';')[0]!
}

describe('a pending login', () => {
  it('is taken up to ten minutes after it began', async () => {
    expect(await take(await begin('in-time', 590), 'in-time')).toMatchObject({ returnTo: '/account' })
  })

  it('is gone after that, also when the browser kept its cookie', async () => {
    const cookie = await begin('late', 610)
    expect(await take(cookie, 'late')).toBeUndefined()
  })

  it('is taken once', async () => {
    const cookie = await begin('twice', 1)
    expect(await take(cookie, 'twice')).toBeDefined()
    expect(await take(cookie, 'twice')).toBeUndefined()
  })

  it('is not taken by another state, and its cookie stays then', async () => {
    const scope = fakeScope(await begin('mine', 1))
    expect(await takePendingLogin(scope, sealer, consumedLogins, 'foreign')).toBeUndefined()
    expect(scope.cookies.lines()).toEqual([])
  })

  it('is given up with a sign-out', async () => {
    const cookie = await begin('given-up', 1)
    const scope = fakeScope(`${cookie}; other=1`)
    dropPendingLogins(scope)
    expect(pairsOf(scope.cookies.lines())).toEqual([[cookie.split('=')[0], '']])
  })

  it('is removed when a browser has begun too many', async () => {
    const cookies = Array.from({ length: 5 }, (_, index) => names.login(String(index)))
    const scope = fakeScope(cookies.map(name => `${name}=x`).join('; '))
    await keepPendingLogin(scope, sealer, { state: 'sixth', codeVerifier: 'verifier', returnTo: '/', startedAt: Date.now() })
    expect(pairsOf(scope.cookies.lines()).filter(([, value]) => value === '').map(([name]) => name)).toEqual(cookies.slice(0, 2))
  })
})

describe('a login whose callback comes while the storage is not available', () => {
  /** As far as logins go; `late` keeps commands as a client does that was cut off. */
  function fakeRedis(state: { isDown: boolean }) {
    const kept = new Map<string, string>()
    const queue: (() => unknown)[] = []
    function run<Result>(work: () => Result): Promise<Result> {
      if (!state.isDown) return Promise.resolve(work())
      queue.push(work)
      return Promise.reject(new Error('connect ECONNREFUSED'))
    }
    const client = {
      set: (key: string, value: string) => run(() => kept.has(key) ? null : (kept.set(key, value), 'OK')),
      eval: (_script: string, _count: number, key = '', value = '') => run(() => kept.get(key) === value ? Number(kept.delete(key)) : 0),
    }
    return { client, prefix: 'x', late: () => queue.splice(0).map(work => work()), kept }
  }

  async function loginAndOutage(kind: 'redis' | 'storage') {
    const { state, storage: raw } = breakableStorage()
    const redis = fakeRedis(state)
    const storage = createSharedStorage(raw, 'sapcc', { timeout: 50 })
    const consumed = () => createConsumedLogins({ ttl: CONSUMED_LOGIN_TTL, storage, redis: kind === 'redis' ? redis : undefined })
    const processes = [consumed(), consumed()] as const
    const browser = fakeBrowser(await begin('outage', 1))
    state.isDown = true
    const callback = fakeScope(browser.cookie)
    await expect(takePendingLogin(callback, sealer, processes[0], 'outage')).rejects.toMatchObject({ status: 503, data: { type: 'SessionStoreUnavailableError' } })
    browser.receive(callback.cookies.lines())
    state.isDown = false
    const again = (of = processes[0]) => takePendingLogin(fakeScope(browser.cookie), sealer, of, 'outage')
    return { browser, processes, again, redis }
  }

  it.each(['redis', 'storage'] as const)('is taken once it is back, in one process and once (%s)', async (kind) => {
    const { browser, again, processes } = await loginAndOutage(kind)
    expect(browser.cookie).not.toBe('')
    await vi.waitFor(async () => expect(await again()).toMatchObject({ returnTo: '/account' }), { interval: 100 })
    for (const each of processes) expect(await again(each)).toBeUndefined()
  })

  it('is taken although the command of the failed attempt arrives late', async () => {
    const { again, redis, processes } = await loginAndOutage('redis')
    redis.late()
    expect(redis.kept.size).toBe(1)
    await vi.waitFor(() => expect(redis.kept.size).toBe(0), { timeout: 3000 })
    expect(await again(processes[1])).toMatchObject({ returnTo: '/account' })
  })
})
