import { describe, expect, it } from 'vitest'
import { createBrowserTransport } from '../../../src/runtime/app/sdk/browser-transport.client'
import { signedIn, signedOut } from '../../../src/runtime/app/session/state'
import { formatRefreshed } from '../../../src/runtime/sdk/refresh/refresh-event'
import { fetchInstance } from '../../harness/fetch-instance.ts'

const TOKENS = { token_type: 'bearer', expires_in: 300, scope: 'basic' }

/** A tab whose requests are answered by `answer`, and what it said of the session. */
function tab(answer: (operation: string) => Response | Promise<Response>) {
  const said: { loggedIn: boolean, isObserved: boolean }[] = []
  const transport = createBrowserTransport('/api/sapcc', ({ loggedIn }, isObserved = false) => void said.push({ loggedIn, isObserved }), {
    fetch: fetchInstance(path => Promise.resolve(answer(path.split('/').at(-1)!))),
  })
  return { said, transport }
}

describe('what a tab reports of a session that another tab has changed', () => {
  it('nothing that it asked for before the other tab signed in', async () => {
    const slow = Promise.withResolvers<Response>()
    const { said, transport } = tab(() => slow.promise)
    const asking = transport('getSession', [], {})
    transport.noteOtherTab(signedIn(300))
    slow.resolve(Response.json({ loggedIn: false }))
    expect(await asking).toEqual({ loggedIn: false })
    expect(said).toEqual([])
  })

  it('nothing about a refresh that was refused after the other tab had signed in', async () => {
    const slow = Promise.withResolvers<Response>()
    const { said, transport } = tab(() => slow.promise)
    const refreshing = transport('refreshUserToken', [], {})
    transport.noteOtherTab(signedIn(300))
    slow.resolve(Response.json({ data: { type: 'SessionEndedError' } }, { status: 401 }))
    await expect(refreshing).rejects.toMatchObject({ status: 401 })
    expect(said).toEqual([])
  })

  it('what it observed, marked as such: it must not override what other tabs know', async () => {
    let loggedIn = true
    const { said, transport } = tab((operation) => {
      if (operation === 'getSession') return Response.json({ loggedIn, expiresIn: 300 })
      loggedIn = false
      return Response.json({ data: { type: 'SessionEndedError' } }, { status: 401 })
    })
    await transport('getSession', [], {})
    await transport('refreshUserToken', [], {}).catch(() => {})
    expect(said).toEqual([{ loggedIn: true, isObserved: true }, { loggedIn: false, isObserved: true }])
  })

  it.each<[string, () => Response]>([
    ['a page', () => new Response('<h1>401 Authorization Required</h1>', { status: 401, headers: { 'content-type': 'text/html' } })],
    ['JSON in the form of OAuth', () => Response.json({ error: 'unauthorized' }, { status: 401 })],
    ['JSON of its own', () => Response.json({ message: 'Unauthorized' }, { status: 401 })],
    ['a 403', () => new Response(null, { status: 403 })],
  ])('nothing that a proxy in front of the shop answered to a refresh: %s', async (_what, answer) => {
    const { said, transport } = tab(answer)
    await expect(transport('refreshUserToken', [], {})).rejects.toThrow()
    expect(said).toEqual([])
  })

  it('the session that a proxy in front of the shop has kept from being refreshed', async () => {
    const { said, transport } = tab(operation => operation === 'getSession' ? Response.json({ loggedIn: true, expiresIn: 10 }) : new Response(null, { status: 401 }))
    await expect(transport('refreshUserToken', [], {})).rejects.toMatchObject({ status: 401 })
    expect(said).toEqual([{ loggedIn: true, isObserved: true }])
  })

  it('accepts refreshes again when another tab has signed in after its own sign-out', async () => {
    const refreshed = { 'sapcc-refreshed': formatRefreshed({ id: 'r1', tokens: TOKENS }) }
    const { said, transport } = tab(operation => operation === 'getUser' ? Response.json({}, { headers: refreshed }) : new Response(null, { status: 204 }))
    const heard: string[] = []
    transport.onRefreshed(async ({ id }) => void heard.push(id))
    await transport('signUserOut', [], {})
    await transport('getUser', [{}], {})
    expect(heard).toEqual([])
    transport.noteOtherTab(signedIn(300))
    await transport('getUser', [{}], {})
    expect(heard).toEqual(['r1'])
    expect(said.at(-1)).toEqual({ loggedIn: true, isObserved: false })
  })

  it('does not take up a refresh from before another tab\'s sign-out', async () => {
    const refreshed = { 'sapcc-refreshed': formatRefreshed({ id: 'r1', tokens: TOKENS }) }
    const { said, transport } = tab(() => Response.json({}, { headers: refreshed }))
    transport.noteOtherTab(signedOut())
    await transport('getUser', [{}], {})
    expect(said).toEqual([])
  })
})

describe('which session a tab says there is', () => {
  async function saidAfter(operation: string, answer: object): Promise<(string | undefined)[]> {
    const keys: (string | undefined)[] = []
    const transport = createBrowserTransport('/api/sapcc', ({ key }) => void keys.push(key), { fetch: fetchInstance(() => Promise.resolve(Response.json(answer))) })
    await transport(operation, [], {})
    return keys
  }

  it.each<[string, string, object, string | undefined]>([
    ['the one that has begun', 'signUserIn', { ...TOKENS, sessionKey: 'k1' }, 'k1'],
    ['another one than before, whatever a server of an older version answers to a sign-in', 'signUserIn', TOKENS, ''],
    ['the one that the server knows', 'getSession', { loggedIn: true, expiresIn: 300, sessionKey: 'k1' }, 'k1'],
    ['none', 'getSession', { loggedIn: false }, ''],
    ['the same as before after a refresh', 'refreshUserToken', TOKENS, undefined],
    ['nothing that is no text', 'getSession', { loggedIn: true, expiresIn: 300, sessionKey: 7 }, undefined],
    ['none after a sign-out', 'signUserOut', {}, ''],
  ])('%s', async (_, operation, answer, key) => {
    expect(await saidAfter(operation, answer)).toEqual([key])
  })
})

describe('what a tab reports of the session when the shop does not answer the request for it', () => {
  const json = (body: unknown, status: number) => Response.json(body, { status })
  const page = (body: string, status: number) => new Response(body, { status, headers: { 'content-type': 'text/html' } })

  it.each<[string, () => Response]>([
    ...[429, 500, 502, 503, 504].flatMap((status): [string, () => Response][] => [
      [`${status} as a page`, () => page('<html>try again</html>', status)],
      [`${status} as JSON`, () => json({ loggedIn: false }, status)],
    ]),
    ['a page with 200', () => page('<html>maintenance</html>', 200)],
    ['broken JSON', () => new Response('{"loggedIn":fal', { headers: { 'content-type': 'application/json' } })],
    ['other JSON', () => json({ signedIn: false }, 200)],
    ['text where a truth value belongs', () => json({ loggedIn: 'false' }, 200)],
    ['nothing', () => new Response(null, { status: 204 })],
    ['no answer', () => { throw new TypeError('fetch failed') }],
  ])('nothing: %s', async (_, answer) => {
    const { said, transport } = tab(answer)
    await transport('getSession', [], {}).catch(() => {})
    expect(said).toEqual([])
  })
})

describe('a refresh whose request the shop sends by itself', () => {
  /** A tab that knows a token which expires in `knownFor` seconds. */
  function watching(answer: (operation: string) => Response = () => Response.json({ loggedIn: false })) {
    const said: boolean[] = []
    const asked: string[] = []
    const transport = createBrowserTransport('/api/sapcc', ({ loggedIn }) => void said.push(loggedIn), {
      fetch: fetchInstance((path) => {
        asked.push(path.split('/').at(-1)!)
        return Promise.resolve(answer(asked.at(-1)!))
      }),
    })
    return { said, asked, transport }
  }
  /** As axios throws it. */
  const refused = () => Object.assign(new Error('Request failed with status code 401'), { response: { status: 401, data: { data: { type: 'SessionEndedError' } } } })

  it('requests the session when it is refused, before the refusal is reported', async () => {
    const { said, asked, transport } = watching()
    const error = refused()
    await expect(transport.watchRefresh(() => Promise.reject(error))).rejects.toBe(error)
    expect(asked).toEqual(['getSession'])
    expect(said).toEqual([false])
  })

  it('keeps the session after an outage', async () => {
    const { said, asked, transport } = watching()
    await expect(transport.watchRefresh(() => Promise.reject(new Error('Network Error')))).rejects.toThrow('Network Error')
    expect([said, asked]).toEqual([[], []])
  })

  it('is this tab\'s own, and the session goes on, when there is a new token', async () => {
    const { said, transport } = watching()
    const response = await transport.watchRefresh(() => Promise.resolve({ ...TOKENS }))
    expect(transport.isOwnRefresh!(response)).toBe(true)
    expect(said).toEqual([true])
  })

  it('changes nothing where its answer is of the shop\'s own form', async () => {
    const { said, transport } = watching()
    const response = await transport.watchRefresh(() => Promise.resolve({ data: TOKENS }))
    expect(transport.isOwnRefresh!(response)).toBe(true)
    expect(said).toEqual([])
  })
})

describe('what changes the person for whom calls are made', () => {
  it.each([
    ['signAgentIn', { ...TOKENS, sessionKey: 'agent' }],
    ['startEmulation', { agent: 'agent@example.com', customer: { customerId: '1', uid: 'jane' }, sessionKey: 'agent' }],
    ['endEmulation', { agent: 'agent@example.com', sessionKey: 'agent' }],
  ])('%s is a change that this tab has made, and answers to questions from before tell nothing', async (operation, answer) => {
    const slow = Promise.withResolvers<Response>()
    const said: unknown[] = []
    const transport = createBrowserTransport('/api/sapcc', ({ loggedIn, key }, isObserved = false) => void said.push({ loggedIn, key, isObserved }), {
      fetch: fetchInstance(path => Promise.resolve(path.endsWith('getSession') ? slow.promise : Response.json(answer))),
    })
    const asking = transport('getSession', [], {})
    await transport(operation, [{}], {})
    expect(said).toEqual([{ loggedIn: true, key: 'agent', isObserved: false }])
    slow.resolve(Response.json({ loggedIn: false }))
    await asking
    expect(said).toHaveLength(1)
  })

  it('a sign-in of an agent, after a sign-out: refreshes ahead are taken up again', async () => {
    const refreshed = { 'sapcc-refreshed': formatRefreshed({ id: 'r1', tokens: TOKENS }) }
    const { transport } = tab(operation => operation === 'getUser' ? Response.json({}, { headers: refreshed }) : Response.json(TOKENS))
    const heard: string[] = []
    transport.onRefreshed(async ({ id }) => void heard.push(id))
    await transport('signUserOut', [], {})
    await transport('signAgentIn', [{}], {})
    await transport('getUser', [{}], {})
    expect(heard).toEqual(['r1'])
  })
})
