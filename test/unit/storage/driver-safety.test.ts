import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createStorage } from 'unstorage'
import fsDriver from 'unstorage/drivers/fs'
import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { driverSafety, hidesFailedRemovals } from '../../../src/runtime/server/storage/driver-safety'
import type { RedisMount } from '../../../src/runtime/server/storage/mount'
import { createSharedStorage } from '../../../src/runtime/server/storage/shared-storage'
import { temporaryFolder } from '../temporary-folder'

/** The names of all drivers of the installed unstorage. */
function driverNames(): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve('unstorage/drivers/redis'))
  return readdirSync(folder)
    .filter(file => file.endsWith('.mjs'))
    .map(file => /DRIVER_NAME = "([^"]+)"/.exec(readFileSync(join(folder, file), 'utf8'))?.[1])
    .filter(name => name !== undefined)
}

describe('drivers that are not safe for sessions', () => {
  it('are all judged, but for Redis', () => {
    const names = driverNames()
    expect(names.length).toBeGreaterThan(25)
    const ofUnknown = driverSafety({ driver: 'mine' })
    expect(names.filter(driver => driverSafety({ driver }) === ofUnknown)).toEqual([])
    expect(driverSafety({ driver: 'redis', redis: {} as RedisMount })).toBeUndefined()
  })

  it.each(['cloudflare-kv-binding', 'cloudflare-kv-http', 'netlify-blobs', 'vercel-blob', 'azure-storage-table', 'azure-storage-blob'])('are refused when they lose sessions by design: %s', (name) => {
    expect(driverSafety({ driver: name })?.verdict).toBe('refused')
  })

  it.each(['mongodb', 'lru-cache', 'fs', 'fs-lite', 'upstash'])('are used, and named: %s', (driver) => {
    expect(driverSafety({ driver })?.verdict).toBe('warned')
  })

  it.each(['upstash', 'deno-kv', 'http', 'mongodb', 'redis', 'mine'])('are named with what each instance counts alone, too: %s', (driver) => {
    expect(driverSafety({ driver })?.reason).toContain('count attempts to sign in and anonymous calls alone')
  })

  it.each(['mine', 'toString', undefined])('include what the module does not know: %s', (driver) => {
    expect(driverSafety(driver === undefined ? {} : { driver })).toMatchObject({ verdict: 'warned', reason: expect.stringContaining('does not know it') as string })
  })

  it('include one that is called `redis` and has no lock', () => {
    expect(driverSafety({ driver: 'redis' })).toMatchObject({ verdict: 'warned', reason: expect.stringContaining('no lock') as string })
  })

  it('are the same in docs/sessions.md', () => {
    const text = readFileSync(new URL('../../../docs/sessions.md', import.meta.url), 'utf8')
    const named = (verdict: string) => [...new RegExp(`- \\*\\*${verdict}[\\s\\S]*?(?=\\n- )`).exec(text)![0].matchAll(/`([a-z][\w-]+)`/g)].map(([, name = '']) => name)
    const judged = (verdict: string) => driverNames().filter(name => name !== 'redis' && driverSafety({ driver: name })?.verdict === verdict)
    // Those that keep entries in a browser are named together.
    const inBrowsers = ['localstorage', 'session-storage', 'idb-keyval', 'capacitor-preferences']
    expect(named('Refused').sort()).toEqual(judged('refused').filter(name => !inBrowsers.includes(name)).sort())
    expect(named('Warned').sort()).toEqual(judged('warned').filter(name => name !== 'deno-kv-node').sort())
  })
})

describe('a read error of the storage', () => {
  const unavailable = { status: 503, data: { type: 'SessionStoreUnavailableError' } }

  it('is never taken for a missing entry: unstorage\'s fs driver returns it as the value', async () => {
    const base = temporaryFolder()
    const storage = createSharedStorage(createStorage({ driver: fsDriver({ base }) }), 'sapcc')
    expect(await storage.get('missing')).toEqual([undefined])
    // A file where the folder should be: ENOTDIR.
    await writeFile(join(base, 'sapcc'), '')
    await expect(storage.get('session:a')).rejects.toMatchObject(unavailable)
  })

  it('and a removal that the driver only claims to have done is an error', async () => {
    const storage = createSharedStorage({
      getItem: async () => 'still there',
      setItem: async () => undefined,
      removeItem: async () => undefined,
    } as never, 'sapcc', { verifyRemoval: hidesFailedRemovals('fs') })
    await expect(storage.remove('session:a')).rejects.toMatchObject(unavailable)
  })
})
