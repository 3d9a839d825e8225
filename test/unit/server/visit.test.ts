import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp, eventHandler, toNodeListener } from 'h3'
import type { H3Event } from 'h3'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { AnnouncedRefresh } from '../../../src/runtime/sdk/refresh/refresh-event'
import { answerForEveryone } from '../../../src/runtime/server/session/access'
import type { ServerContext } from '../../../src/runtime/server/services'
import { createRefreshCoordinator } from '../../../src/runtime/server/session/refresh/coordinator'
import { createLocalLock } from '../../../src/runtime/server/storage/lock'
import { createCookieStore } from '../../../src/runtime/server/session/cookie-store'
import { createCookieJar } from '../../../src/runtime/server/http/cookies'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { createStorageStore } from '../../../src/runtime/server/session/storage-store'
import { Visit } from '../../../src/runtime/server/session/request-session'
import { holdClock } from '../held-clock'
import { breakableStorage, newSession, rotatingServer, sealer } from './support'

vi.mock('nitropack/runtime', () => ({ getRouteRules: () => ({}) }))

const stops: (() => void)[] = []
afterEach(() => {
  stops.splice(0).forEach(stop => stop())
})

/** The server part of a shop, with one route that does what the test says. */
async function shop(mode: 'cookie' | 'storage', refreshMargin = 30) {
  const { state, storage: raw } = breakableStorage()
  const lock = createLocalLock()
  const store = mode === 'cookie'
    ? createCookieStore({ sealer, gracePeriod: 120_000 })
    : createStorageStore({ sealer, storage: createSharedStorage(raw, 'sapcc', { timeout: 50 }), lock, maxAge: 3600 })
  const server = rotatingServer()
  const hooks: string[] = []
  const context = {
    config: { session: { maxAge: 3600, refreshMargin } },
    cookies: createCookieJar({ secure: false }),
    store,
    coordinator: createRefreshCoordinator({ refresh: server.refresh, store, lock }),
    hooks: { callHook: async (name: string) => void hooks.push(name) },
  } as unknown as ServerContext

  let work: (visit: Visit, event: H3Event) => unknown = visit => visit.session()
  const listener = createServer(toNodeListener(createApp().use(eventHandler(async (event) => {
    const visit = new Visit(event, context)
    try {
      return JSON.stringify(await work(visit, event) ?? null)
    }
    catch (error) {
      event.node.res.statusCode = (error as { status: number }).status
      return { failed: (error as { data: { type: string } }).data.type }
    }
    finally {
      await visit.commit()
    }
  })))).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  stops.push(() => listener.close())

  async function send(cookie: string | undefined, doing: typeof work) {
    work = doing
    const response = await fetch(`http://127.0.0.1:${(listener.address() as AddressInfo).port}`, { headers: cookie === undefined ? {} : { cookie } })
    return { status: response.status, body: await response.json() as unknown, setCookie: response.headers.getSetCookie() }
  }

  async function signIn(expiresIn?: number): Promise<string> {
    const { setCookie } = await send(undefined, visit => visit.begin(newSession(Date.now(), expiresIn)))
    return setCookie[0]!.split(';')[0]!
  }

  return { state, server, hooks, send, signIn, context }
}

describe.each(['cookie', 'storage'] as const)('a visit, sessions in %s', (mode) => {
  it('recognises whoever signed in, and sets no cookie for it', async () => {
    const { send, signIn } = await shop(mode)
    const cookie = await signIn()
    expect(await send(cookie, visit => visit.session())).toMatchObject({ status: 200, body: { accessToken: 'access-0' }, setCookie: [] })
  })

  it('renews ahead of a call, once, and tells the one that caused it', async () => {
    const clock = holdClock()
    const { send, signIn, server, hooks } = await shop(mode)
    const cookie = await signIn(20)
    const work = async (visit: Visit) => [await visit.refreshAhead() ?? null, (await visit.session())?.accessToken]
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

  it('knows nobody once the answer is for everyone, also when somebody has looked before', async () => {
    const { send, signIn } = await shop(mode)
    const cookie = await signIn()
    await send(cookie, visit => visit.refresh())
    expect(await send(cookie, async (visit, event) => {
      answerForEveryone(event)
      return await visit.session() ?? 'nobody'
    })).toMatchObject({ body: 'nobody', setCookie: [] })
    const seen = await send(cookie, async (visit, event) => {
      const before = (await visit.session())?.accessToken
      answerForEveryone(event)
      return [before, await visit.session() ?? 'nobody']
    })
    expect(seen.body).toEqual(['access-1', 'nobody'])
    // What was learnt about the session before is not lost; whoever keeps answers has to look for cookies.
    expect(seen.setCookie).toHaveLength(mode === 'cookie' ? 1 : 0)
  })

  it('takes back in the end what the same answer has set', async () => {
    const { send } = await shop(mode)
    const { setCookie } = await send(undefined, async (visit) => {
      await visit.begin(newSession())
      await visit.commit()
      await visit.end()
    })
    expect(setCookie).toEqual([expect.stringMatching(/^sapcc-session=;.*Max-Age=0/)])
  })

  it('goes on with the token it has while the authorization server is away', async () => {
    const { send, signIn, server } = await shop(mode, 300)
    const cookie = await signIn(1)
    server.isDown = true
    await new Promise(resolve => setTimeout(resolve, 600))
    const work = async (visit: Visit) => [await visit.refreshAhead() ?? null, (await visit.session())?.accessToken]
    const started = performance.now()
    for (let index = 0; index < 5; index++) {
      expect(await send(cookie, work)).toMatchObject({ status: 200, body: [null, 'access-0'], setCookie: [] })
    }
    // Nobody waits for a server that is known to be away.
    expect(performance.now() - started).toBeLessThan(500)
    expect(server.sent.length).toBeLessThan(4)
    server.isDown = false
    // The first call that needs it works again.
    expect(await send(cookie, visit => visit.refresh())).toMatchObject({ status: 200, body: { accessToken: 'access-1' } })
  })

  it('keeps the cookie through an outage of the authorization server', async () => {
    const { send, signIn, server } = await shop(mode)
    const cookie = await signIn()
    server.isDown = true
    expect(await send(cookie, visit => visit.refresh())).toMatchObject({ status: 503, body: { failed: 'TokenRefreshUnavailableError' }, setCookie: [] })
  })

  it('clears the cookie when the authorization server refuses, and when somebody signs out', async () => {
    const refused = await shop(mode)
    const cookie = await refused.signIn()
    await refused.server.refresh('refresh-0')
    const answer = await refused.send(cookie, visit => visit.refresh())
    expect(answer).toMatchObject({ status: 401, body: { failed: 'invalid_grant' } })
    expect(answer.setCookie).toEqual([expect.stringMatching(/^sapcc-session=;.*Max-Age=0/)])
    expect(refused.hooks).toEqual(['sapcc:token:refresh-error', 'sapcc:session:ended'])

    const left = await shop(mode)
    expect((await left.send(await left.signIn(), visit => visit.end())).setCookie).toEqual([expect.stringMatching(/^sapcc-session=;/)])
  })

  it('leaves the cookie alone when the session ended elsewhere: another one may be in its place by now', async () => {
    const { send, signIn } = await shop(mode)
    const cookie = await signIn()
    await send(cookie, visit => visit.end())
    expect(await send(cookie, visit => visit.session())).toMatchObject({ status: 200, body: null, setCookie: [] })
  })

  it('clears a cookie that nobody here made', async () => {
    const { send } = await shop(mode)
    const { body, setCookie } = await send('sapcc-session=tampered', visit => visit.session())
    expect(body).toBeNull()
    expect(setCookie).toEqual([expect.stringMatching(/^sapcc-session=;/)])
  })

  it('does not bring back what a sign-out ended meanwhile', async () => {
    const { send, signIn, context } = await shop(mode)
    const cookie = await signIn()
    const { setCookie } = await send(cookie, async (visit) => {
      const renewed = await visit.refresh()
      await context.coordinator.end(renewed)
    })
    expect(setCookie).toEqual([])
  })

  it('has a new id after each sign-in, and refuses the old one', async () => {
    const { send, signIn } = await shop(mode)
    const first = await signIn()
    const answer = await send(first, async (visit) => {
      await visit.end()
      await visit.begin(newSession())
    })
    const second = answer.setCookie[0]!.split(';')[0]!
    expect(second).not.toBe(first)
    expect(await send(second, visit => visit.session())).toMatchObject({ body: { accessToken: 'access-0' } })
    expect((await send(first, visit => visit.session())).body).toBeNull()
  })
})

describe('a visit while the storage is away', () => {
  it('is no visit of somebody who is signed out', async () => {
    const known = await shop('storage')
    const cookie = await known.signIn()
    const unknown = await shop('storage')
    unknown.state.isDown = true
    for (const work of [(visit: Visit) => visit.session(), (visit: Visit) => visit.refreshAhead(), (visit: Visit) => visit.end()]) {
      expect(await unknown.send(cookie, work)).toMatchObject({ status: 503, body: { failed: 'SessionStoreUnavailableError' }, setCookie: [] })
    }
    expect(await unknown.send(cookie, visit => visit.refresh())).toMatchObject({ status: 503, body: { failed: 'TokenRefreshUnavailableError' }, setCookie: [] })
    // Whoever has no cookie is not signed in, storage or not.
    expect(await unknown.send(undefined, visit => visit.session())).toMatchObject({ status: 200, body: null })
  })

  it('goes on for those it knows', async () => {
    const { send, signIn, state } = await shop('storage')
    const cookie = await signIn()
    state.isDown = true
    expect(await send(cookie, visit => visit.session())).toMatchObject({ status: 200, body: { accessToken: 'access-0' }, setCookie: [] })
  })
})

describe('a response that was lost', () => {
  it('costs nothing with sessions on the server, however much later the browser comes back', async () => {
    const clock = holdClock()
    const { send, signIn } = await shop('storage')
    const cookie = await signIn()
    await send(cookie, visit => visit.refresh())
    clock.forward(50 * 60_000)
    expect(await send(cookie, visit => visit.session())).toMatchObject({ body: { accessToken: 'access-1' } })
    expect(await send(cookie, visit => visit.refresh())).toMatchObject({ body: { accessToken: 'access-2' } })
  })
})
