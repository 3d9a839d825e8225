import { afterEach, describe, expect, it, vi } from 'vitest'
import { Client } from '../harness/client'
import { useRedis } from '../harness/use-redis'
import { startSap } from '../harness/sap'
import type { RunningSap } from '../harness/sap'
import { ONE_SHOP, startApp } from '../harness/server'
import type { RunningApp } from '../harness/server'
import { settledLogs } from '../harness/settled-logs'

const redis = useRedis()

let sap: RunningSap
let apps: RunningApp[] = []

/** Processes in front of a legacy server that gives one pair of tokens to all sign-ins of a customer. */
async function start(count: number, store: 'cookie' | 'storage', rotateRefreshTokens = true): Promise<void> {
  sap = await startSap({ sharedTokens: true, rotateRefreshTokens })
  apps = await Promise.all(Array.from({ length: count }, () => startApp({
    env: {
      ...ONE_SHOP,
      ...sap.env,
      ...(count > 1 || store === 'storage' ? { SHOP_REDIS_URL: redis.url } : {}),
      NUXT_SAPCC_SESSION_STORE: store,
      NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0',
    },
  })))
}

afterEach(async () => {
  await Promise.all(apps.splice(0).map(app => app.stop()))
  await sap.stop()
})

const device = (index = 0) => new Client(apps[index]!.url)

async function uid(client: Client): Promise<unknown> {
  return (await client.call('getUser', {}) as { uid: string }).uid
}

describe.each(['cookie', 'storage'] as const)('a legacy server that answers with the tokens that exist already, sessions in %s', (store) => {
  it('leaves a customer signed in who signs in twice', async () => {
    await start(1, store)
    const client = device()
    for (let round = 0; round < 3; round++) {
      await client.signIn()
      // Time for a revocation that must not come.
      await new Promise(resolve => setTimeout(resolve, 200))
      expect(await uid(client)).toBe('jane@example.com')
    }
    await client.call('refreshUserToken')
    expect(await uid(client)).toBe('jane@example.com')
    expect(sap.stats().revocations).toBe(0)
  })
})

describe.each([true, false])('two devices with one pair of tokens, rotation %j', (rotate) => {
  it.each(['cookie', 'storage'] as const)('one of them signs in on top of its session after the other has refreshed, and both go on, sessions in %s', async (store) => {
    await start(1, store, rotate)
    const [refreshing, signingIn] = [device(), device()]
    for (const client of [refreshing, signingIn]) await client.signIn()
    for (let round = 0; round < 2; round++) {
      sap.expireAccessTokens()
      await refreshing.call('refreshUserToken')
    }
    await signingIn.signIn()
    // Time for a revocation that must not come.
    await new Promise(resolve => setTimeout(resolve, 500))
    expect(sap.stats().revocations).toBe(0)
    sap.expireAccessTokens()
    for (const client of [signingIn, refreshing]) {
      await client.call('refreshUserToken')
      expect(await uid(client)).toBe('jane@example.com')
    }
  })

  it('refresh at the same time in several processes, with sessions on the server, and both go on', async () => {
    await start(2, 'storage', rotate)
    const devices = [device(0), device(1)]
    for (const client of devices) await client.signIn()
    for (let round = 0; round < 3; round++) {
      sap.expireAccessTokens()
      await Promise.all(devices.map(client => client.call('refreshUserToken')))
      for (const client of devices) expect(await uid(client)).toBe('jane@example.com')
    }
    expect(sap.grants('refresh_token')).toBe(3)
    expect(sap.stats().token.byGrant.refresh_token?.invalid_grant).toBe(0)
    // And each signs out for itself.
    await devices[0]!.call('signUserOut')
    expect(await uid(devices[1]!)).toBe('jane@example.com')
    expect(sap.stats().revocations).toBe(0)
    await devices[1]!.call('signUserOut')
    expect(sap.stats().revocations).toBeGreaterThan(0)
  })

  it('do so in one process with sessions in cookies', async () => {
    await start(1, 'cookie', rotate)
    const devices = [device(), device()]
    for (const client of devices) await client.signIn()
    sap.expireAccessTokens()
    await Promise.all(devices.map(client => client.call('refreshUserToken')))
    for (const client of devices) expect(await uid(client)).toBe('jane@example.com')
    expect(sap.stats().token.byGrant.refresh_token?.invalid_grant).toBe(0)
    expect((await settledLogs(apps[0]!)).match(/NUXT_SAPCC_SESSION_STORE to "storage"/g) ?? []).toHaveLength(rotate ? 1 : 0)
  })
})

describe('the authorization server is not available at the sign-out', () => {
  it('another process revokes the tokens after a restart', async () => {
    await start(1, 'storage')
    const client = device()
    await client.signIn()
    await fetch(`${sap.url}/__sap/faults`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ target: 'revoke', status: 503 }) })
    await client.call('signUserOut')
    expect(await client.call('getSession')).toEqual({ loggedIn: false })
    await apps[0]!.stop('SIGKILL')
    await fetch(`${sap.url}/__sap/faults`, { method: 'DELETE' })
    expect(sap.stats().revocations).toBe(0)
    apps = [await startApp({ env: { ...ONE_SHOP, ...sap.env, SHOP_REDIS_URL: redis.url, NUXT_SAPCC_SESSION_STORE: 'storage' } })]
    await vi.waitFor(() => expect(sap.stats().revocations).toBeGreaterThan(0), 20_000)
  })
})
