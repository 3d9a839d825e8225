import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watch } from 'vue'
import plugin from '../../../src/runtime/app/plugins/sdk.client'
import { formatRefreshed } from '../../../src/runtime/sdk/refresh/refresh-event'
import type { SapccSessionChange } from '../../../src/runtime/app/types'
import { fetchInstance } from '../../harness/fetch-instance.ts'
import { createApp, withApp } from './nuxt/app'
import { clearNuxtState } from './nuxt/imports'

const TOKENS = { token_type: 'bearer', expires_in: 300, scope: 'basic' }
const settled = () => vi.advanceTimersByTimeAsync(0)

/** What the tabs of a browser tell each other, at once. */
class Channel extends EventTarget {
  static readonly all = new Set<Channel>()
  onmessage: ((event: { data: unknown }) => void) | undefined
  constructor(readonly name: string) {
    super()
    Channel.all.add(this)
  }

  postMessage(data: unknown): void {
    for (const channel of Channel.all) {
      if (channel === this || channel.name !== this.name) continue
      channel.onmessage?.({ data: structuredClone(data) })
      channel.dispatchEvent(Object.assign(new Event('message'), { data: structuredClone(data) }))
    }
  }
}

/** A page whose components show no cart. */
interface CartSdk { sapcc: Record<'createCartEntry', (...args: unknown[]) => Promise<unknown>> }

type Answer = Response | Promise<Response>
interface Sdk { sapcc: Record<'signUserIn' | 'signAgentIn' | 'startEmulation' | 'endEmulation' | 'signUserOut' | 'getSession' | 'getUser', (...args: unknown[]) => Promise<unknown>> }

/** A tab that knows of a session, and the hooks that it has called. */
function tab(session: object, answers: Record<string, () => Answer>, { apiUrl, ...fromServer }: { apiUrl?: string, retry?: object, renderedAt?: number, changed?: object } = {}) {
  const app = createApp()
  Object.assign(app.payload, { sapcc: fromServer })
  Object.assign(app.$config.public.sapcc, { apiUrl })
  app.payload.state['sapcc:session'] = session
  const hooks: [name: string, change: SapccSessionChange][] = []
  for (const name of ['ended', 'changed'] as const) app.hook(`sapcc:session:${name}`, change => void hooks.push([name, change]))
  vi.stubGlobal('$fetch', fetchInstance((url) => {
    const operation = url.split('/').at(-1)!
    return Promise.resolve(answers[operation]?.() ?? Response.json({}))
  }))
  const { provide } = withApp(app, () => (plugin as unknown as { setup: (app: object) => { provide: { sapcc: Sdk, sapccSession: { ask: () => Promise<void> } } } }).setup(app))
  return { app, hooks, sdk: provide.sapcc.sapcc, ask: provide.sapccSession.ask, state: () => app.payload.state['sapcc:session'] }
}

const JANE = { loggedIn: true, ready: true, key: 'jane' }
const otherTab = () => new Channel('sapcc:tabs:/api/sapcc')

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('BroadcastChannel', Channel)
  vi.stubGlobal('addEventListener', () => {})
})

afterEach(() => {
  Channel.all.clear()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('what the app knows of its session', () => {
  it('stays when the shop removes its own states', async () => {
    const { app, hooks, sdk, state } = tab(JANE, {})
    withApp(app, () => clearNuxtState())
    expect(state()).toEqual(JANE)
    await sdk.signUserOut()
    await settled()
    expect(hooks.map(([name]) => name)).toEqual(['ended', 'changed'])
  })
})

describe('the hooks of the session', () => {
  it('are called one after the other', async () => {
    const { app, hooks, sdk } = tab(JANE, {})
    const order: string[] = []
    app.hook('sapcc:session:ended', async () => {
      await new Promise(resolve => setTimeout(resolve, 100))
      order.push('ended')
    })
    app.hook('sapcc:session:changed', () => void order.push('changed'))
    await sdk.signUserOut()
    await vi.advanceTimersByTimeAsync(200)
    expect(order).toEqual(['ended', 'changed'])
    expect(hooks).toEqual([['ended', { sessionKey: '', isOwn: true }], ['changed', { sessionKey: '', isOwn: true }]])
  })

  it('say that it was this tab while this tab signs out, whatever tells it first', async () => {
    const slow = Promise.withResolvers<Response>()
    const { hooks, sdk } = tab(JANE, { signUserOut: () => slow.promise, getSession: () => Response.json({ loggedIn: false }) })
    const signingOut = sdk.signUserOut()
    await sdk.getSession()
    await settled()
    expect(hooks).toEqual([['ended', { sessionKey: '', isOwn: true }], ['changed', { sessionKey: '', isOwn: true }]])
    slow.resolve(new Response(null, { status: 204 }))
    await signingOut
  })

  it('do not say so any more when the sign-out has failed, or is over', async () => {
    const answers = { signUserOut: () => Response.json({}, { status: 503 }), getSession: () => Response.json({ loggedIn: false }) }
    const { hooks, sdk } = tab(JANE, answers)
    await sdk.signUserOut().catch(() => {})
    await sdk.getSession()
    await settled()
    expect(hooks.map(([, { isOwn }]) => isOwn)).toEqual([false, false])
    hooks.length = 0
    answers.signUserOut = () => new Response(null, { status: 204 })
    await sdk.signUserOut()
    otherTab().postMessage(JANE)
    await settled()
    expect(hooks).toEqual([['changed', { sessionKey: 'jane', isOwn: false }]])
  })

  it('say that it was this tab where the session is elsewhere', async () => {
    const url = 'https://shop.example.com/api/sapcc'
    const own = tab(JANE, { signUserIn: () => Response.json(TOKENS) }, { apiUrl: url })
    await own.sdk.signUserOut()
    await settled()
    expect(own.hooks.map(([name, { isOwn }]) => [name, isOwn])).toEqual([['ended', true], ['changed', true]])
    await own.sdk.signUserIn({ username: 'jane@example.com', password: 'x' })
    await settled()
    expect(own.hooks.slice(2).map(([name, { isOwn }]) => [name, isOwn])).toEqual([['changed', true]])
    new Channel(`sapcc:foreign:${url}`).postMessage(null)
    await settled()
    expect(own.hooks.slice(3).map(([name, { isOwn }]) => [name, isOwn])).toEqual([['ended', false], ['changed', false]])
  })
})

describe('the hook of the cart', () => {
  it('is called in every tab, also where no component shows a cart, with whose change it was', async () => {
    const [own, other] = [tab(JANE, {}), tab(JANE, {})]
    const heard: [string, boolean][] = []
    own.app.hook('sapcc:cart:changed', ({ isOwn }) => void heard.push(['own', isOwn]))
    other.app.hook('sapcc:cart:changed', ({ isOwn }) => void heard.push(['other', isOwn]))
    await (own.sdk as unknown as CartSdk['sapcc']).createCartEntry({ orderEntry: {} })
    await settled()
    expect(heard.sort()).toEqual([['other', false], ['own', true]])
  })
})

describe('a sign-in whose answer does not say which session it has begun', () => {
  it('is asked for', async () => {
    const { sdk, hooks, state } = tab({ loggedIn: false, ready: true, key: '' }, { signUserIn: () => Response.json(TOKENS), getSession: () => Response.json({ loggedIn: true, expiresIn: 300, sessionKey: 'jane' }) })
    await sdk.signUserIn({ username: 'jane@example.com', password: 'x' })
    await settled()
    expect(state()).toMatchObject({ loggedIn: true, key: 'jane' })
    expect(hooks.map(([name, { sessionKey }]) => [name, sessionKey])).toEqual([['changed', 'jane']])
  })

  it('in another tab is no end of the session of this one', async () => {
    const { hooks, state } = tab(JANE, { getSession: () => Response.json({ loggedIn: true, expiresIn: 300, sessionKey: 'john' }) })
    otherTab().postMessage({ loggedIn: true, ready: true, key: '' })
    await settled()
    expect(hooks.map(([name, { sessionKey }]) => [name, sessionKey])).toEqual([['ended', 'john'], ['changed', 'john']])
    expect(state()).toMatchObject({ loggedIn: true, key: 'john' })
  })
})

describe('what another server says of who is signed in', () => {
  const url = 'https://shop.example.com/api/sapcc'
  const UNKNOWN = { loggedIn: false, ready: false }
  const jane = () => Response.json({ uid: 'jane@example.com' })
  const nobody = () => Response.json({ uid: 'anonymous' })
  const signIn = ({ sdk }: ReturnType<typeof tab>) => sdk.signUserIn({ username: 'jane@example.com', password: 'x' })
  const told = (data: unknown) => () => new Channel(`sapcc:foreign:${url}`).postMessage(data)

  it.each<[what: string, answer: () => Response, meanwhile: (opened: ReturnType<typeof tab>) => unknown, session: object]>([
    ['a sign-in', nobody, signIn, { loggedIn: true, key: expect.stringMatching(/^.{36}$/) }],
    ['a sign-in, whose session keeps its key', jane, signIn, { loggedIn: true, key: expect.stringMatching(/^.{36}$/) }],
    ['a sign-out', jane, ({ sdk }) => sdk.signUserOut(), { loggedIn: false, key: '' }],
    ['a sign-in in another tab', nobody, told({ ...TOKENS, sessionKey: 'john' }), { loggedIn: true, key: 'john' }],
    ['a sign-out in another tab', jane, told(null), { loggedIn: false, key: '' }],
  ])('counts for nothing after %s meanwhile', async (_, answer, meanwhile, session) => {
    const slow = Promise.withResolvers<Response>()
    const opened = tab(UNKNOWN, { getUser: () => slow.promise, signUserIn: () => Response.json(TOKENS) }, { apiUrl: url })
    const asked = opened.ask()
    await settled()
    await meanwhile(opened)
    await settled()
    const hooks = [...opened.hooks]
    slow.resolve(answer())
    await asked
    expect(opened.state()).toMatchObject({ ...session, ready: true })
    expect(opened.hooks).toEqual(hooks)
  })

  it('is who is signed in otherwise, in a session that keeps the key that it has', async () => {
    const opened = tab(UNKNOWN, { getUser: jane, signUserIn: () => Response.json(TOKENS) }, { apiUrl: url })
    await opened.ask()
    expect(opened.state()).toMatchObject({ loggedIn: true, ready: true, key: 'elsewhere' })
    await signIn(opened)
    const signedIn = opened.state()
    expect(signedIn).not.toMatchObject({ key: 'elsewhere' })
    await opened.ask()
    expect(opened.state()).toEqual(signedIn)
  })
})

describe('calls that a page has left to the browser', () => {
  const url = 'https://shop.example.com/api/sapcc'
  const refused = (status: number, type: string) => () => Response.json({ message: 'x', data: { type } }, { status })

  /** How often the browser has refreshed before and after the page's calls are repeated, and what is known then. */
  async function repeated(modules: number[], answers: Record<string, () => Answer>) {
    vi.stubGlobal('window', {})
    const refresh = vi.fn(answers.refreshUserToken)
    const opened = tab({ loggedIn: false, ready: false }, { ...answers, refreshUserToken: refresh }, { apiUrl: url, retry: { keys: ['user'], modules } })
    const counts: number[] = []
    opened.app.hook('app:data:refresh' as never, (async () => {
      counts.push(refresh.mock.calls.length)
      await opened.sdk.getUser().catch(() => undefined)
      counts.push(refresh.mock.calls.length)
    }) as never)
    await vi.advanceTimersByTimeAsync(1000)
    return [counts, opened.state()]
  }

  it('are repeated once it is known who the visitor is, where the page did not: nothing is refreshed for an anonymous one', async () => {
    const anonymous = { getUser: refused(401, 'HttpError'), refreshUserToken: refused(400, 'invalid_grant') }
    expect(await repeated([], anonymous)).toEqual([[1, 1], { loggedIn: false, ready: true, key: '' }])
  })

  it('are repeated after a refresh where it did', async () => {
    let isRenewed = false
    const expired = {
      getUser: () => isRenewed ? Response.json({ uid: 'jane' }) : refused(401, 'InvalidTokenError')(),
      refreshUserToken: () => {
        isRenewed = true
        return Response.json(TOKENS)
      },
    }
    expect(await repeated([0], expired)).toEqual([[1, 1], expect.objectContaining({ loggedIn: true })])
  })
})

describe('a call whose 401 arrives after this browser has ended its session', () => {
  const url = 'https://shop.example.com/api/sapcc'
  const refused = () => Response.json({ message: 'x', data: { type: 'InvalidTokenError' } }, { status: 401 })

  /** @returns how many refreshes were asked for when the call had failed. */
  async function refreshesAfter(meanwhile: () => unknown, apiUrl?: string, session: object = JANE): Promise<number> {
    vi.stubGlobal('window', {})
    const slow = Promise.withResolvers<Response>()
    const refresh = vi.fn(refused)
    const { sdk } = tab(session, { getUser: () => slow.promise, refreshUserToken: refresh, getSession: () => Response.json({ loggedIn: true, expiresIn: 300, sessionKey: 'john' }) }, apiUrl === undefined ? {} : { apiUrl })
    const call = sdk.getUser()
    await settled()
    await meanwhile()
    await settled()
    slow.resolve(refused())
    await Promise.all([expect(call).rejects.toMatchObject({ status: 401 }), vi.advanceTimersByTimeAsync(1000)])
    return refresh.mock.calls.length
  }

  const otherTabSays = (data: unknown) => () => otherTab().postMessage(data)

  it.each([
    ['signed out in another tab', otherTabSays({ loggedIn: false, ready: true, key: '' })],
    ['signed in as somebody else in another tab', otherTabSays({ loggedIn: true, ready: true, key: 'john' })],
    ['signed in in another tab, with a server that does not say as whom', otherTabSays({ loggedIn: true, ready: true, key: '' })],
    ['signed in by redirect in another tab', otherTabSays(['john'])],
  ])('asks for no refresh: %s', async (_, meanwhile) => {
    expect(await refreshesAfter(meanwhile)).toBe(0)
  })

  it.each([
    ['signAgentIn', { ...TOKENS, sessionKey: 'agent' }],
    ['startEmulation', { sessionKey: 'agent:jane' }],
    ['endEmulation', { sessionKey: 'agent' }],
  ] as const)('asks for no refresh and does not repeat it: after %s', async (operation, answer) => {
    vi.stubGlobal('window', {})
    const slow = Promise.withResolvers<Response>()
    const [refresh, load] = [vi.fn(refused), vi.fn(() => slow.promise)]
    const { sdk } = tab(JANE, { getUser: load, refreshUserToken: refresh, [operation]: () => Response.json(answer) })
    const call = sdk.getUser()
    await settled()
    await sdk[operation]({})
    slow.resolve(refused())
    await expect(call).rejects.toMatchObject({ status: 401 })
    expect([load, refresh].map(({ mock }) => mock.calls.length)).toEqual([1, 0])
  })

  it('asks for no refresh where the session is elsewhere', async () => {
    expect(await refreshesAfter(() => new Channel(`sapcc:foreign:${url}`).postMessage(null), url)).toBe(0)
  })

  it.each([
    ['another tab has renewed it', otherTabSays({ ...JANE, expiresAt: 1 }), JANE],
    ['another tab has said whose it is', otherTabSays(JANE), { loggedIn: true, ready: true }],
    ['nothing has happened', () => {}, JANE],
  ])('asks for one where the session goes on: %s', async (_, meanwhile, session) => {
    expect(await refreshesAfter(meanwhile, undefined, session)).toBe(1)
  })
})

describe('a call that the change of the session has caused', () => {
  const signIn = ({ sdk }: ReturnType<typeof tab>) => sdk.signUserIn({ username: 'jane@example.com', password: 'x' })

  it.each<[what: string, change: (opened: ReturnType<typeof tab>) => unknown, before?: object]>([
    ['in this tab', ({ sdk }) => sdk.startEmulation({})],
    ['in another tab', () => otherTab().postMessage({ loggedIn: true, ready: true, key: 'agent:jane' })],
    ['a visitor has signed in', signIn, { loggedIn: false, ready: true, key: '' }],
    ['a visitor has signed in on a page that was rendered for everyone', signIn, { loggedIn: false, ready: false }],
  ])('belongs to the session that has begun, and is refreshed and repeated: %s', async (_, change, before = { ...JANE, key: 'agent' }) => {
    vi.stubGlobal('window', {})
    const answers = [() => Response.json({ message: 'x', data: { type: 'InvalidTokenError' } }, { status: 401 }), () => Response.json({ uid: 'jane' })]
    const refresh = vi.fn(() => Response.json(TOKENS))
    const opened = tab(before, { signUserIn: () => Response.json({ ...TOKENS, sessionKey: 'jane' }), startEmulation: () => Response.json({ sessionKey: 'agent:jane' }), getUser: () => answers.shift()!(), refreshUserToken: refresh })
    let call: Promise<unknown> | undefined
    // As data that is read again does, while the state is being set.
    watch(() => opened.state(), () => void (call ??= opened.sdk.getUser()), { flush: 'sync' })
    await change(opened)
    await vi.advanceTimersByTimeAsync(1000)
    expect(await call).toEqual({ uid: 'jane' })
    expect(refresh).toHaveBeenCalledOnce()
  })
})

describe('the customer that a support agent acts for', () => {
  const AGENT = { loggedIn: true, ready: true, key: 'agent', expiresAt: 1 }

  it('is another person for the page that has chosen them, and for the other tabs', async () => {
    const answers = { startEmulation: () => Response.json({ sessionKey: 'agent:jane' }) }
    const [other, own] = [tab(AGENT, answers), tab(AGENT, answers)]
    await own.sdk.startEmulation({ customerId: '1' })
    await settled()
    // The tokens are those from before.
    expect(own.state()).toEqual({ ...AGENT, key: 'agent:jane' })
    expect(other.state()).toEqual({ ...AGENT, key: 'agent:jane' })
    expect(own.hooks).toEqual([['ended', { sessionKey: 'agent:jane', isOwn: true }], ['changed', { sessionKey: 'agent:jane', isOwn: true }]])
    expect(other.hooks).toEqual([['ended', { sessionKey: 'agent:jane', isOwn: false }], ['changed', { sessionKey: 'agent:jane', isOwn: false }]])
  })

  it('is asked for where the answer does not say which session it is', async () => {
    const { sdk, state } = tab(AGENT, { endEmulation: () => Response.json({}), getSession: () => Response.json({ loggedIn: true, expiresIn: 300, sessionKey: 'agent2' }) })
    await sdk.endEmulation()
    await settled()
    expect(state()).toMatchObject({ loggedIn: true, key: 'agent2' })
  })
})

describe('a page that may have come from a cache', () => {
  const NAME = 'sapcc:session:/api/sapcc'
  const BOB = { loggedIn: true, sessionKey: 'bob', expiresIn: 300 }

  /** What is in the browser's storage. */
  function storage(known?: string) {
    const entries = new Map(known === undefined ? [] : [[NAME, known]])
    vi.stubGlobal('localStorage', { getItem: (name: string) => entries.get(name) ?? null, setItem: (name: string, value: string) => entries.set(name, value), removeItem: (name: string) => entries.delete(name) })
    return entries
  }

  /** Opens a page that was rendered for this session. @returns how often it has asked who is signed in, and what it shows and remembers then. */
  async function open(session: object, { known, answer = () => Response.json(BOB), ...fromServer }: { known?: string, answer?: () => Answer, renderedAt?: number, changed?: object } = {}) {
    const entries = storage(known)
    let asked = 0
    const { state, sdk } = tab(session, {
      getSession: () => {
        asked += 1
        return answer()
      },
      getUser: () => Response.json({}, { headers: { 'sapcc-refreshed': formatRefreshed({ id: 'r1', tokens: TOKENS }) } }),
    }, fromServer)
    // When the browser is idle.
    await vi.advanceTimersByTimeAsync(1)
    return { asked: () => asked, shown: () => (state() as { key?: string }).key, entries, sdk }
  }

  it.each([['of another customer', 'bob'], ['of a customer, in a browser without a session', undefined]])('asks who is signed in: the page %s', async (_, known) => {
    const page = await open(JANE, { known })
    expect([page.asked(), page.shown(), page.entries.get(NAME)]).toEqual([1, 'bob', 'bob'])
  })

  it('asks for a customer who is shown an anonymous visitor\'s page', async () => {
    const page = await open({ loggedIn: false, ready: true, key: '' }, { known: 'bob' })
    expect([page.asked(), page.shown()]).toEqual([1, 'bob'])
  })

  it.each([[1, 60_000], [0, -100]])('asks %i times for a page of the browser\'s own session, which may have ended since: rendered %i ms before its request', async (times, age) => {
    const page = await open(JANE, { known: 'jane', renderedAt: performance.timeOrigin - age })
    expect(page.asked()).toBe(times)
  })

  it('asks nothing for an anonymous visitor', async () => {
    const page = await open({ loggedIn: false, ready: true, key: '' })
    expect([page.asked(), page.entries.size]).toEqual([0, 0])
  })

  it('teaches the browser no session that only the page has named', async () => {
    const away = { known: 'bob', answer: () => Response.json({}, { status: 503 }) }
    const page = await open(JANE, away)
    await page.sdk.getUser()
    await settled()
    expect([page.asked(), page.entries.get(NAME)]).toEqual([1, 'bob'])
    const changed = await open({ loggedIn: false, ready: true, key: '' }, { ...away, changed: { loggedIn: true, sessionKey: 'jane' } })
    expect(changed.entries.get(NAME)).toBe('bob')
  })

  it('leaves nothing behind after a sign-out, and nothing of a session at another server', async () => {
    const page = await open(JANE, { known: 'jane' })
    await page.sdk.signUserOut()
    await settled()
    expect(page.entries.size).toBe(0)
    const entries = storage()
    const foreign = tab(JANE, { signUserIn: () => Response.json(TOKENS) }, { apiUrl: 'https://middleware.example.com/sapcc' })
    await foreign.sdk.signUserIn({ username: 'jane', password: 'x' })
    await settled()
    expect(entries.size).toBe(0)
  })
})

describe('a session that has ended at the server while the tab was idle', () => {
  const refused = (type: string) => () => Response.json({ name: 'SapccError', status: 401, message: 'x', data: { type } }, { status: 401, headers: { 'sapcc-session': 'none' } })

  /** How often each operation was called. */
  function idleTab(operation: string) {
    const answers = { refreshUserToken: refused('NoSessionError'), getSession: () => Response.json({ loggedIn: false }) }
    const call = vi.fn(() => call.mock.calls.length > 1 ? Response.json({ code: '1' }) : refused('SessionEndedError')())
    vi.stubGlobal('window', {})
    return { ...tab(JANE, { ...answers, [operation]: call }), call }
  }

  it.each(['getProduct', 'getProducts', 'getComponentById', 'getPage'])('shows the catalogue all the same: %s', async (operation) => {
    const { sdk, call, state, hooks } = idleTab(operation)
    expect(await (sdk as unknown as Record<string, () => Promise<unknown>>)[operation]!()).toEqual({ code: '1' })
    await settled()
    expect(call).toHaveBeenCalledTimes(2)
    expect(state()).toMatchObject({ loggedIn: false, ready: true, key: '' })
    expect(hooks.map(([name]) => name)).toEqual(['ended', 'changed'])
  })

  it.each(['createCartEntry', 'getCart', 'getUser', 'getUserOrderHistory', 'searchProductsForCustomer'])('makes no call of the customer\'s for anybody else: %s', async (operation) => {
    const { sdk, call } = idleTab(operation)
    await expect((sdk as unknown as Record<string, () => Promise<unknown>>)[operation]!()).rejects.toMatchObject({ status: 401, data: { type: 'SessionEndedError' } })
    expect(call).toHaveBeenCalledOnce()
  })

  it('is found out by a call of a page that was rendered for everyone, too', async () => {
    const { sdk, call, app } = idleTab('getProduct')
    app.payload.state['sapcc:session'] = { loggedIn: false, ready: false }
    expect(await (sdk as unknown as Record<string, () => Promise<unknown>>).getProduct!()).toEqual({ code: '1' })
    expect(call).toHaveBeenCalledTimes(2)
  })
})
