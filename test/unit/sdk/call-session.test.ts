import { prepareConfig } from '@vue-storefront/sdk'
import { describe, expect, it } from 'vitest'
import { createBrowserTransport } from '../../../src/runtime/app/sdk/browser-transport.client'
import { fetchInstance } from '../../harness/fetch-instance.ts'
import { sapccModule } from '../../../src/runtime/sdk/sapcc-module'

const refreshToken = { ssrRefreshEnabled: true }

/** A shop where the first of the calls is refused; what it was sent. */
function shop(refusal: Record<string, string>) {
  const sent: [path: string, headers: Record<string, string>][] = []
  const fetch = fetchInstance((path, init) => {
    sent.push([path, init.headers])
    if (path.endsWith('refreshUserToken')) return Promise.resolve(Response.json({ token_type: 'bearer', expires_in: 300, scope: 'basic' }))
    const isFirst = sent.length === 1
    return Promise.resolve(isFirst ? Response.json({ data: { type: 'InvalidTokenError' } }, { status: 401, headers: refusal }) : Response.json({ uid: 'jane' }))
  })
  return { sent, fetch }
}

describe('a call that is repeated', () => {
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

describe('a call of a session that began while another one was refreshed', () => {
  /** The refresh of the old session is refused; the new session's is not. */
  function tab(second: { name: string, status: number }) {
    const sent: string[] = []
    const answers = [{ name: 'old', status: 401 }, second]
    const refused = (type: string, status: number, name: string) => Response.json({ name: 'SapccError', status, message: 'no', data: { type } }, { status, headers: { 'sapcc-call-session': name } })
    const fetch = fetchInstance(async (path) => {
      const operation = path.split('/').at(-1)!
      const isRepeated = sent.includes(operation)
      sent.push(operation)
      await new Promise(resolve => setTimeout(resolve, operation === 'refreshUserToken' ? 30 : operation === 'getCart' ? 10 : 0))
      if (operation !== 'refreshUserToken') return isRepeated ? Response.json({}) : refused('InvalidTokenError', 401, operation === 'getUser' ? 'old' : 'new')
      const { name, status } = answers.shift()!
      return status === 200 ? Response.json({ token_type: 'bearer', expires_in: 300, scope: 'basic' }) : refused('SessionEndedError', status, name)
    })
    const transport = createBrowserTransport('/api/sapcc', () => undefined, { fetch })
    return { sent, connector: sapccModule({ transport, host: transport, refreshToken }).connector }
  }

  it('does not get the error of the old session', async () => {
    const { sent, connector } = tab({ name: 'new', status: 200 })
    const [old, current] = await Promise.allSettled([connector.getUser({}), connector.getCart({ cartId: 'current' })])
    expect(old).toMatchObject({ status: 'rejected', reason: { status: 401 } })
    expect(current).toEqual({ status: 'fulfilled', value: {} })
    expect(sent).toEqual(['getUser', 'getCart', 'refreshUserToken', 'getSession', 'refreshUserToken', 'getCart'])
  })

  it('asks once more only', async () => {
    const { sent, connector } = tab({ name: 'third', status: 401 })
    const results = await Promise.allSettled([connector.getUser({}), connector.getCart({ cartId: 'current' })])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(sent.filter(operation => operation === 'refreshUserToken')).toHaveLength(2)
  })
})
