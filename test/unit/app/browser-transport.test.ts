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

describe('what a tab says of the session that another tab has changed', () => {
  it('nothing that it asked for before the other tab signed in', async () => {
    const slow = Promise.withResolvers<Response>()
    const { said, transport } = tab(() => slow.promise)
    const asking = transport('getSession', [], {})
    transport.noteOtherTab(signedIn(300))
    slow.resolve(Response.json({ loggedIn: false }))
    expect(await asking).toEqual({ loggedIn: false })
    expect(said).toEqual([])
  })

  it('nothing of a refresh that was refused after the other tab had signed in', async () => {
    const slow = Promise.withResolvers<Response>()
    const { said, transport } = tab(() => slow.promise)
    const refreshing = transport('refreshUserToken', [], {})
    transport.noteOtherTab(signedIn(300))
    slow.resolve(Response.json({ data: { type: 'SessionEndedError' } }, { status: 401 }))
    await expect(refreshing).rejects.toMatchObject({ status: 401 })
    expect(said).toEqual([])
  })

  it('what it observed, as such: the others must not believe it over what they know', async () => {
    const { said, transport } = tab(operation => operation === 'getSession' ? Response.json({ loggedIn: true, expiresIn: 300 }) : Response.json({ data: { type: 'SessionEndedError' } }, { status: 401 }))
    await transport('getSession', [], {})
    await transport('refreshUserToken', [], {}).catch(() => {})
    expect(said).toEqual([{ loggedIn: true, isObserved: true }, { loggedIn: false, isObserved: true }])
  })

  it('hears of refreshes again when another tab has signed in after its own sign-out', async () => {
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

describe('23: what a tab says of the session when the question for it is not answered by the shop', () => {
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
