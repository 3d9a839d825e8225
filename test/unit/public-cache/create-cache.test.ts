import { createConsola } from 'consola'
import { createStorage } from 'unstorage'
import memory from 'unstorage/drivers/memory'
import { describe, expect, it } from 'vitest'
import { createCache } from '../../../src/runtime/server/public-cache/create-cache'
import { LIMITS } from './support'

/** What is logged about a mount with a driver of this name. */
function warningsOf(driver: string): string[] {
  const warnings: string[] = []
  const storage = createStorage()
  storage.mount('sapcc-cache', { ...memory(), name: driver })
  const log = createConsola({ level: 3, reporters: [{ log: ({ type, args }) => void (type === 'warn' && warnings.push(String(args[0]))) }] })
  createCache(storage, {
    config: LIMITS,
    continuesAfterResponse: true,
    onRefreshFailed: () => undefined,
    log,
  })
  return warnings
}

describe('a mount for the cache', () => {
  it.each(['upstash', 'lru-cache', 'deno-kv'])('is taken as it is: %s', (driver) => {
    expect(warningsOf(driver)).toEqual([])
  })

  it('that removes nothing is named in the log', () => {
    expect(warningsOf('fs')).toEqual([expect.stringContaining('does not remove what has expired')])
  })

  it.each(['cloudflare-kv-binding', 'cloudflare-kv-http'])('whose reads may be minutes old is named in the log: %s', (driver) => {
    expect(warningsOf(driver)).toEqual([expect.stringMatching(/sapcc-cache.*purge/)])
  })
})
