import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { newSession, rotatingServer } from '../session/tokens'
import { add, turnShop } from './turn-shop'

vi.mock('#sapcc/operations', () => import('../../../src/runtime/server/occ/operations'))

/** A customer whose access token has expired, and whose refresh token another one has replaced. */
async function withDeadTokens(mode: 'cookie' | 'storage') {
  const server = rotatingServer(50)
  const shopper = turnShop(mode, { server })
  const cookie = await shopper.sessions.signIn(0)
  await server.refresh('refresh-0')
  return { ...shopper, route: shopper.ownRoute(cookie) }
}

const other = () => ({ ...newSession(), accessToken: 'access-of-another', refreshToken: 'refresh-of-another' })

describe.each(['cookie', 'storage'] as const)('changes of a cart that one request makes at the same time (sessions in %s)', (mode) => {
  it.each([
    { way: 'calls', change: 'createCartEntry', params: add('a') },
    { way: 'calls', change: 'updateCartEntry', params: { entryNumber: 0, orderEntry: { quantity: 2 } } },
    { way: 'inner requests', change: 'createCartEntry', params: add('a') },
  ])('all fail when the session turns out to be over, and none is made without it ($way, $change)', async ({ way, change, params }) => {
    const { route, sent } = await withDeadTokens(mode)
    const answers = [1, 2, 3].map(() => way === 'calls' ? route.call(change, params) : route.inner(change, params))
    expect(await Promise.all(answers)).toEqual(['SessionEndedError', 'SessionEndedError', 'SessionEndedError'])
    expect(sent).toEqual([])
  })

  it('are not sent after the request has signed the customer out', async () => {
    const shopper = turnShop(mode, { latency: 100 })
    const route = shopper.ownRoute(await shopper.sessions.signIn())
    const adding = ['a', 'b'].map(code => route.call('createCartEntry', add(code)))
    await pause(30)
    await route.session.end()
    expect(await Promise.all(adding)).toEqual([200, 'SessionEndedError'])
    expect(shopper.sent).toEqual(['a access-0'])
  })

  it.each(['call', 'inner'] as const)('are not sent for another customer whom the request has signed in meanwhile (%s)', async (way) => {
    const shopper = turnShop(mode, { latency: 100 })
    const route = shopper.ownRoute(await shopper.sessions.signIn())
    const adding = ['a', 'b'].map(code => route[way]('createCartEntry', add(code)))
    await pause(30)
    await route.session.begin(other())
    expect(await Promise.all(adding)).toEqual([200, 'SessionChangedError'])
    expect(shopper.sent).toEqual(['a access-0'])
  })

  it('share one attempt to renew the token, and are sent with the old one as long as it lives', async () => {
    const server = rotatingServer(300)
    server.isDown = true
    const shopper = turnShop(mode, { server, latency: 20 })
    const started = await shopper.sessions.begin(undefined, newSession(Date.now() - 275_000))
    const cookie = started.map(line => line.split(';', 1)[0]).join('; ')
    const answers = await Promise.all([...'abcdef'].map(code => shopper.overHttp(cookie, 'createCartEntry', add(code))))
    expect(answers).toEqual(answers.map(() => 200))
    expect(server.sent).toHaveLength(1)
    expect(shopper.sent).toEqual([...'abcdef'].map(code => `${code} access-0`))
  })

  it('do not hold up the head of the response while they wait for a turn', async () => {
    const shopper = turnShop(mode, { latency: 500 })
    const cookie = await shopper.sessions.signIn()
    const change = { entryNumber: 0, orderEntry: { quantity: 2 } }
    let hasTurn = false
    const first = shopper.overHttp(cookie, 'updateCartEntry', change).finally(() => {
      hasTurn = true
    })
    await pause(20)
    const route = shopper.ownRoute(cookie)
    const second = route.call('updateCartEntry', change)
    await route.scope.waitForPendingWork(30_000)
    expect(hasTurn).toBe(false)
    expect(await Promise.all([first, second])).toEqual([200, 200])
  })

  it('do not wait for each other\'s site context', async () => {
    let running = 0
    let most = 0
    const siteContext = async () => {
      most = Math.max(most, ++running)
      await pause(50)
      running--
      return { baseSiteId: 'electronics' }
    }
    const shopper = turnShop(mode, { siteContext })
    const cookie = await shopper.sessions.signIn()
    expect(await Promise.all([...'abc'].map(code => shopper.overHttp(cookie, 'createCartEntry', add(code))))).toEqual([200, 200, 200])
    expect(most).toBe(3)
  })
})

describe.each(['cookie', 'storage'] as const)('a new token that SAP repeats in its error (sessions in %s)', (mode) => {
  const refusal = (status: number, message = '') => ({ ...jsonResponse({ errors: [{ type: status === 401 ? 'InvalidTokenError' : 'ValidationError', message }] }), status })
  const repeating = (authorization = '') => authorization === 'Bearer access-0' ? undefined : refusal(400, `bad request: ${authorization}`)

  it('does not reach the caller of a call that has waited for a slot', async () => {
    const shopper = turnShop(mode, { latency: 100, renewal: 20, callsPerSession: 1, answer: repeating })
    const route = shopper.ownRoute(await shopper.sessions.signIn())
    const calls = [1, 2].map(() => shopper.operations.call(route.scope, 'getAddresses', [{}]).then(() => 'success', String))
    await pause(30)
    await route.session.refresh()
    expect(await Promise.all(calls)).toEqual(['success', 'SapccError: bad request: Bearer […]'])
  })

  it('does not reach the caller of a call that was repeated with it', async () => {
    const shopper = turnShop(mode, { renewal: 20, answer: authorization => repeating(authorization) ?? refusal(401) })
    const { scope } = shopper.ownRoute(await shopper.sessions.signIn())
    await expect(shopper.operations.call(scope, 'getAddresses', [{}], { refreshesOn401: true })).rejects.toThrow('bad request: Bearer […]')
    expect(shopper.sent).toEqual(['GET access-0', 'GET access-1'])
  })
})
