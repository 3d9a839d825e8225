import { describe, expect, it } from 'vitest'
import { names, pairsOf } from '../fake-request'
import { sessionShop } from './support'
import { newSession, rotatingServer } from './tokens'

const PATH = '/api/sapcc/auth/'

/** A shop whose authorization server gives a new ID token with each refresh. */
function shop(mode: 'cookie' | 'storage', { seal = async (idToken: string) => `sealed-${idToken}` } = {}) {
  const server = rotatingServer()
  const { refresh } = server
  let count = 0
  Object.assign(server, { refresh: async (token: string) => ({ ...await refresh(token), id_token: `id-${++count}` }) })
  const made = sessionShop(mode, { server, ...(mode === 'cookie' ? { idTokenCookie: { seal, path: PATH } } : {}) })
  return {
    ...made,
    /** Signs in by redirect, or by password. @returns the browser's `cookie` header. */
    async enter(idToken?: string): Promise<string> {
      const lines = await made.begin(undefined, { ...newSession(), ...(idToken === undefined ? {} : { idToken }) })
      return lines.map(line => line.split(';')[0]!).join('; ')
    },
  }
}

/** What a response says about the cookie of the ID token. */
const idTokenLines = (lines: string[]) => lines.filter(line => line.startsWith(`${names.idToken}=`))

describe('the ID token of a session that a refresh has renewed', () => {
  it('takes the place of the one before in the browser\'s cookie of its own, and is in no other', async () => {
    const { send, enter } = shop('cookie')
    const cookie = await enter('id-of-a-login')
    const { setCookie } = await send(cookie, session => session.refresh())
    expect(idTokenLines(setCookie)).toEqual([expect.stringMatching(new RegExp(`^${names.idToken}=sealed-id-1;.*Path=${PATH};`))])
    const further = [...new Map([...pairsOf(cookie.split('; ')), ...pairsOf(setCookie)])].map(pair => pair.join('=')).join('; ')
    expect(await send(further, async session => (await session.session())?.idToken)).toMatchObject({ body: '', setCookie: [] })
    expect(idTokenLines((await send(further, session => session.refresh())).setCookie)).toEqual([expect.stringContaining('sealed-id-2')])
  })

  it('reaches the browser with its next request where the answer to the refresh was lost', async () => {
    const { send, enter } = shop('cookie')
    const cookie = await enter('id-of-a-login')
    await send(cookie, session => session.refresh())
    expect(idTokenLines((await send(cookie, session => session.session())).setCookie)).toEqual([expect.stringContaining('sealed-id-1')])
  })

  it('leaves no old one behind where there is no room for it', async () => {
    const { send, enter } = shop('cookie', { seal: async () => 'x'.repeat(7000) })
    const { setCookie } = await send(await enter('id-of-a-login'), session => session.refresh())
    expect(setCookie).toHaveLength(2)
    expect(idTokenLines(setCookie)).toEqual([expect.stringMatching(/=; Max-Age=0;/)])
  })

  it.each(['cookie', 'storage'] as const)('is of no interest after a sign-in that the authorization server\'s pages had no part in, sessions in %s', async (mode) => {
    const { send, enter } = shop(mode)
    const { setCookie, body } = await send(await enter(), session => session.refresh())
    expect(idTokenLines(setCookie)).toEqual([])
    expect(body).not.toHaveProperty('idToken')
  })

  it('is known at the sign-out where the server keeps it', async () => {
    const { send, enter } = shop('storage')
    const cookie = await enter('id-of-a-login')
    expect(idTokenLines((await send(cookie, session => session.refresh())).setCookie)).toEqual([])
    expect(await send(cookie, session => session.end())).toMatchObject({ body: { idToken: 'id-1' } })
  })
})
