import { strict as assert } from 'node:assert'
import { Client } from '../../harness/client.ts'
import { navigation, walkToCallback } from '../../harness/redirect-login.ts'
import { eventually, expectRenewal, expectStatus, signedIn, textOf } from './world.ts'
import type { Scenario } from './world.ts'

const signIn: Scenario = async (world) => {
  const client = await signedIn(world)
  assert.match(JSON.stringify(await client.call('getUser', {})), /jane@example\.com/)
  assert.match(JSON.stringify(await client.call('getProduct', { productCode: '325234' })), /325234/)
  // A server route of the shop's own, with the same session.
  assert.match(await expectStatus(await client.fetch('/api/me'), 200), /Jane/)
}

const renewal: Scenario = async (world) => {
  const client = await signedIn(world)
  const before = world.sap.grants('refresh_token')
  const { name } = await client.call('getUser', {}) as { name: string }
  world.sap.expireAccessTokens()
  const refused = await client.request('getUser', [{}])
  await expectStatus(refused, 401)
  const staleGeneration = Number(refused.headers.get('sapcc-generation'))
  const cookies = client.jar.snapshot()
  await client.call('refreshUserToken', { staleGeneration })
  expectRenewal(world, client, cookies)
  assert.equal((await client.call('getUser', {}) as { name: string }).name, name)
  assert.equal(world.sap.grants('refresh_token') - before, 1)
}

const rendering: Scenario = async (world) => {
  // The page calls SAP itself, or a route of the shop's that does so.
  for (const path of ['/account', '/own-route']) {
    const client = await signedIn(world)
    const before = world.sap.grants('refresh_token')
    const cookies = client.jar.snapshot()
    world.sap.expireAccessTokens()
    const { response, html } = await client.page(path)
    assert.equal(response.status, 200)
    assert.match(textOf(html, 'name') ?? '', /Jane/, textOf(html, 'error'))
    assert.equal(response.headers.get('cache-control'), 'private, no-store')
    assert.equal(world.sap.grants('refresh_token') - before, 1)
    expectRenewal(world, client, cookies)
    await client.call('getUser', {})
    assert.equal(world.sap.grants('refresh_token') - before, 1)
  }
}

const twentyCalls: Scenario = async (world) => {
  const client = await signedIn(world)
  const before = world.sap.grants('refresh_token')
  world.sap.expireAccessTokens()
  const calls = Array.from({ length: 20 }, async () => {
    const refused = await client.request('getUser', [{}])
    // One that comes late finds the new token.
    if (refused.status === 200) return 200
    await expectStatus(refused, 401)
    await client.call('refreshUserToken', { staleGeneration: Number(refused.headers.get('sapcc-generation')) })
    return (await client.request('getUser', [{}])).status
  })
  assert.deepEqual(await Promise.all(calls), Array.from({ length: 20 }, () => 200))
  assert.equal(world.sap.grants('refresh_token') - before, 1)
}

const signOut: Scenario = async (world) => {
  const client = await signedIn(world)
  const old = new Client(world.url, client.jar.clone())
  const revoked = () => world.sap.stats().revocations
  const before = revoked()
  await client.call('signUserOut')
  assert.deepEqual(await client.call('getSession'), { loggedIn: false })
  await eventually('the tokens are revoked', () => revoked() > before)
  await expectStatus(await old.fetch('/api/occ/electronics/users/current'), 401)
}

const badCookie: Scenario = async (world) => {
  const client = await signedIn(world)
  for (const [name, value] of Object.entries(client.jar.snapshot())) {
    client.jar.set(`${name}=${value.slice(0, -6)}broken; Path=/; Secure; HttpOnly`, world.url)
  }
  assert.equal((await client.page('/account')).response.status, 200)
  assert.deepEqual(await client.call('getSession'), { loggedIn: false })
  await client.signIn()
  assert.match(JSON.stringify(await client.call('getUser', {})), /jane@example\.com/)
}

/** The answer to a refresh is lost with the client. The token was spent, so the result must be kept. */
const lonelyRefresh: Scenario = async (world) => {
  const client = await signedIn(world)
  const before = world.sap.grants('refresh_token')
  world.sap.expireAccessTokens()
  world.sap.faults({ target: 'token', grant: 'refresh_token', delayMs: 800, count: 1 })
  const impatience = new AbortController()
  const given = client.request('refreshUserToken', [{ staleGeneration: 0 }], { signal: impatience.signal })
  setTimeout(() => impatience.abort(), 250)
  await assert.rejects(given, { name: 'AbortError' })
  await eventually('the refresh is done', () => world.sap.grants('refresh_token') - before === 1)
  await client.call('refreshUserToken', { staleGeneration: 0 })
  await client.call('getUser', {})
  assert.equal(world.sap.grants('refresh_token') - before, 1)
}

const redirectLogin: Scenario = async (world) => {
  const client = new Client(world.url)
  const callback = await walkToCallback(client, '/account')
  const response = await client.fetch(callback.pathname + callback.search, navigation)
  await expectStatus(response, 302)
  assert.match(response.headers.get('location') ?? '', /\/account$/)
  assert.match(JSON.stringify(await client.call('getUser', {})), /jane@example\.com/)
}

const cachedPage: Scenario = async (world) => {
  const client = await signedIn(world)
  world.sap.expireAccessTokens()
  for (const visitor of [client, new Client(world.url), client]) {
    const { response, html } = await visitor.page('/cached')
    assert.equal(response.status, 200)
    assert.equal(textOf(html, 'logged-in'), 'false')
    assert.equal(textOf(html, 'product'), '325234')
    assert.equal(textOf(html, 'name'), 'Anonymous')
    assert.doesNotMatch(html, /Jane/)
    assert.deepEqual(response.headers.getSetCookie(), [])
  }
}

/** Said by every process when it starts, or by a worker with its first request. */
const warning: Scenario = async ({ hasManyProcesses, sessionsIn, keepsConnections, logs }) => {
  const warnings = () => logs().split('\n').filter(line => line.includes('runs in several processes'))
  const isDue = hasManyProcesses && sessionsIn === 'cookie'
  if (!isDue) return assert.deepEqual(warnings(), [])
  await eventually('a warning', () => warnings().length > 0)
  for (const text of warnings()) assert.match(text, keepsConnections ? /with the driver "redis"/ : /for example "upstash"/)
}

export const sessionScenarios = {
  'signs in and calls': signIn,
  'renews and repeats': renewal,
  'renews while rendering': rendering,
  'twenty calls, one grant': twentyCalls,
  'signs out': signOut,
  'bad cookie': badCookie,
  'refresh outlives its client': lonelyRefresh,
  'login by redirect': redirectLogin,
  'cached page is anonymous': cachedPage,
  'warns where processes share nothing': warning,
} as const satisfies Record<string, Scenario>
