import { describe, expect, it } from 'vitest'
import { checkHealth, healthAnswer } from '../../../src/runtime/server/health/answer-health'
import { createCheck } from '../../../src/runtime/server/health/checks'
import { createHealthChecks } from '../../../src/runtime/server/health/create-checks'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createOAuthClient } from '../../../src/runtime/server/oauth'
import { withBytes } from '../../../src/runtime/server/upstream/bytes-response'
import { createMemoryStorage, createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import type { SharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import type { UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'
import { configFor } from '../oauth/support'

const timing = { maxAge: 5000, timeout: 50 }
const up = createCheck(() => Promise.resolve())
const down = createCheck(() => Promise.reject(new Error('https://secret.example refused')))

describe('a check', () => {
  it('is made once however many ask, and again when its result is too old', async () => {
    let now = 0
    let count = 0
    const check = createCheck(async () => {
      count++
      await new Promise(resolve => setTimeout(resolve, 5))
    }, { now: () => now })
    const results = await Promise.all(Array.from({ length: 100 }, () => check.result(timing)))
    expect(count).toBe(1)
    expect(results[99]).toEqual({ status: 'up', age: 0 })
    now = 4999
    expect(await check.result(timing)).toEqual({ status: 'up', age: 5 })
    now = 5000
    expect(await check.result(timing)).toEqual({ status: 'up', age: 0 })
    expect(count).toBe(2)
  })

  it('that has no answer counts as failed, and is given up', async () => {
    let signal: AbortSignal | undefined
    const failures: unknown[] = []
    const check = createCheck((given) => {
      signal = given
      return new Promise(() => {})
    }, { onFailure: error => failures.push(error) })
    expect(await check.result({ maxAge: 5000, timeout: 20 })).toMatchObject({ status: 'down' })
    expect(signal!.aborted).toBe(true)
    expect(failures).toEqual([undefined])
  })

  it('knows for how long it has failed, until it succeeds', async () => {
    let now = 0
    let isDown = true
    const check = createCheck(() => isDown ? Promise.reject(new Error('down')) : Promise.resolve(), { now: () => now })
    expect(await check.result(timing)).toEqual({ status: 'down', age: 0, downFor: 0 })
    now = 6000
    expect(await check.result(timing)).toEqual({ status: 'down', age: 0, downFor: 6 })
    isDown = false
    now = 12_000
    expect(await check.result(timing)).toEqual({ status: 'up', age: 0 })
  })
})

describe('the answer to a probe', () => {
  it.each([
    ['ready', { occ: up, authorizationServer: up, storage: up }, 200],
    ['degraded', { occ: down, authorizationServer: down, storage: up }, 200],
    ['unavailable', { occ: up, authorizationServer: up, storage: down }, 503],
    ['unavailable', undefined, 503],
  ] as const)('is %s by what is required: %#', async (status, checks, code) => {
    const health = await checkHealth(checks, { ...timing, required: ['configuration', 'storage'] })
    expect(health.status).toBe(status)
    const answer = healthAnswer(health)
    expect([answer.status, answer.headers['cache-control']]).toEqual([code, 'no-store'])
    expect(answer.body).not.toContain('secret')
  })

  it('names each subject that there is, with its age', async () => {
    expect(await checkHealth({ occ: up, authorizationServer: up }, { ...timing, required: [] })).toMatchObject({
      checks: { configuration: { status: 'up', age: 0 }, occ: { status: 'up', age: 0 }, authorizationServer: { status: 'up', age: 0 } },
    })
  })
})

describe('the storage', () => {
  /** The checks of a server with this mount. */
  function checksOf(mounted: Pick<SharedStorage, 'get' | 'set'>) {
    const noted: string[] = []
    const noCall = () => Promise.reject(new Error('is not asked'))
    const { storage, storageWrites } = createHealthChecks({
      api: { uri: 'https://sap.example/occ/v2', baseSiteId: 'electronics' },
      callSap: noCall,
      oauth: { reach: noCall },
      failures: { note: what => noted.push(what) },
      storage: () => mounted as SharedStorage,
    })
    return { checks: { storage: storage!, storageWrites: storageWrites! }, noted }
  }

  /** A mount that refuses or loses what it is told to; entries that are written, with their seconds. */
  function mountThat(failing: { writes?: string, all?: string }) {
    const written: [string, number | undefined][] = []
    const storage = createSharedStorage({
      getItem: () => failing.all === undefined ? Promise.resolve(null) : Promise.reject(new Error(failing.all)),
      setItem: (key: string, _value: unknown, options?: { ttl?: number }) => {
        const failure = failing.all ?? failing.writes
        if (failure !== undefined) return Promise.reject(new Error(failure))
        written.push([key, options?.ttl])
        return Promise.resolve()
      },
      removeItem: () => Promise.resolve(),
    } as never, 'sapcc')
    return { storage, written, failing }
  }

  it.each([
    'OOM command not allowed when used memory > \'maxmemory\'.',
    'READONLY You can\'t write against a read only replica.',
  ])('that answers reads and refuses writes (%s) makes the server degraded, and unavailable where writes are required', async (refusal) => {
    const { storage } = mountThat({ writes: refusal })
    const { checks, noted } = checksOf(storage)
    const health = await checkHealth(checks, { ...timing, required: ['configuration', 'storage'] })
    expect(health).toMatchObject({ status: 'degraded', checks: { storage: { status: 'up' }, storageWrites: { status: 'down', downFor: 0 } } })
    expect(noted).toEqual(['The health check of writes to the storage'])
    expect((await checkHealth(checks, { ...timing, required: ['storageWrites'] })).status).toBe('unavailable')
  })

  it('is written to once per interval, in one entry that expires, however many ask', async () => {
    const { storage, written } = mountThat({})
    const { checks } = checksOf(storage)
    for (let probe = 0; probe < 20; probe++) expect((await checkHealth(checks, { ...timing, required: [] })).status).toBe('ready')
    expect(written).toEqual([['sapcc:health', 60]])
  })

  it('is up for both as soon as an outage is over', async () => {
    const { storage, failing } = mountThat({ all: 'connect ECONNREFUSED' })
    const { checks } = checksOf(storage)
    const now = { maxAge: 0, timeout: 500, required: ['storage'] as const }
    expect(await checkHealth(checks, now)).toMatchObject({ status: 'unavailable', checks: { storage: { status: 'down' }, storageWrites: { status: 'down' } } })
    delete failing.all
    // Until the storage is asked again after a failure.
    await new Promise(resolve => setTimeout(resolve, 300))
    expect((await checkHealth(checks, now)).status).toBe('ready')
  })
})

describe('what is asked', () => {
  const response = (status: number): UpstreamResponse => ({ status, discard: () => Promise.resolve() } as unknown as UpstreamResponse)
  const config = configFor('https://sap.example/authorizationserver')

  function checks(occ: number | Error, oauth: number) {
    const asked: string[] = []
    const noted: unknown[] = []
    return {
      asked,
      noted,
      checks: createHealthChecks({
        api: { uri: 'https://sap.example/occ/v2', baseSiteId: 'electronics' },
        callSap: async (_call, { url }, caller) => {
          asked.push(`${url} ${caller.token}`)
          if (occ instanceof Error) throw occ
          return { response: response(occ) }
        },
        oauth: createOAuthClient(config, {
          createUpstream: () => ({
            async send({ method, url, body }) {
              asked.push(`${method} ${url} ${String(body)}`)
              return withBytes({ status: oauth, header: () => undefined, headers: () => ({}) }, new Uint8Array())
            },
          }),
        }),
        failures: { note: (what, error) => noted.push([what, (error as SapccError).status]) },
        storage: () => createMemoryStorage(60),
      }),
    }
  }

  it.each([
    [200, 405, 'up', 'up'],
    [404, 401, 'up', 'up'],
    [503, 503, 'down', 'down'],
    [500, 429, 'down', 'down'],
    [new SapccError('No answer.', { status: 502, data: { type: 'UpstreamUnreachableError' } }), 502, 'down', 'down'],
  ])('%s of OCC and %s of the authorization server mean %s and %s', async (occ, oauth, occStatus, oauthStatus) => {
    const { checks: subjects, noted } = checks(occ, oauth)
    const { checks: found } = await checkHealth(subjects, { ...timing, required: [] })
    expect([found.occ?.status, found.authorizationServer?.status, found.storage?.status]).toEqual([occStatus, oauthStatus, 'up'])
    // The answer has no reasons; the log has.
    expect(noted).toEqual(occStatus === 'up' ? [] : [['The health check of OCC', occ instanceof Error ? 502 : occ], ['The health check of the authorization server', 503]])
  })

  it('has no credentials', async () => {
    const { asked, checks: subjects } = checks(200, 405)
    await checkHealth(subjects, { ...timing, required: [] })
    expect(asked).toEqual([
      'https://sap.example/occ/v2/electronics/languages?fields=languages(isocode) undefined',
      'GET https://sap.example/authorizationserver/oauth/token undefined',
    ])
  })
})
