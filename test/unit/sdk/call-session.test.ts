import { prepareConfig } from '@vue-storefront/sdk'
import { describe, expect, it } from 'vitest'
import { createBrowserTransport } from '../../../src/runtime/app/sdk/browser-transport.client'
import { sapccModule } from '../../../src/runtime/sdk/sapcc-module'

const refreshToken = { ssrRefreshEnabled: true }

/** A shop where the first of the calls is refused; what it was sent. */
function shop(refusal: Record<string, string>) {
  const sent: [path: string, headers: Record<string, string>][] = []
  const fetch = (path: string | URL | Request, init: RequestInit = {}) => {
    sent.push([String(path), init.headers as Record<string, string>])
    if (String(path).endsWith('refreshUserToken')) return Promise.resolve(Response.json({ token_type: 'bearer', expires_in: 300, scope: 'basic' }))
    const isFirst = sent.length === 1
    return Promise.resolve(isFirst ? Response.json({ data: { type: 'InvalidTokenError' } }, { status: 401, headers: refusal }) : Response.json({ uid: 'jane' }))
  }
  return { sent, fetch: fetch as typeof globalThis.fetch }
}

describe('7: a call that is repeated', () => {
  it.each(['name-of-a-session', 'none'])('names the session that it was made in: %s', async (name) => {
    const { sent, fetch } = shop({ 'sapcc-call-session': name })
    const transport = createBrowserTransport('/api/sapcc', () => undefined, { fetch })
    const { connector } = sapccModule({ transport, host: transport, refreshToken })
    expect(await connector.getUser({}, prepareConfig({ headers: { 'x-own': '1' } }))).toEqual({ uid: 'jane' })
    expect(sent.map(([path]) => path)).toEqual(['/api/sapcc/getUser', '/api/sapcc/refreshUserToken', '/api/sapcc/getUser'])
    const [first, , repeated] = sent.map(([, headers]) => headers)
    expect(first).not.toHaveProperty('sapcc-call-session')
    expect(repeated).toMatchObject({ 'sapcc-call-session': name, 'x-own': '1' })
  })

  it('names none where the server did not say', async () => {
    const { sent, fetch } = shop({})
    const transport = createBrowserTransport('/api/sapcc', () => undefined, { fetch })
    await sapccModule({ transport, host: transport, refreshToken }).connector.getUser({})
    expect(sent.at(-1)![1]).not.toHaveProperty('sapcc-call-session')
  })
})
