import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DEFAULT_LIFETIMES } from '../../../src/runtime/server/public-cache/lifetimes'

const text = readFileSync(new URL('../../../docs/caching.md', import.meta.url), 'utf8')

describe('docs/caching.md', () => {
  it('has the operations that are kept by default, with their times', () => {
    const rows = [...text.matchAll(/^\| (`get[^|]+) \| (\d+) \| (\d+) \|$/gm)]
    const documented = rows.flatMap(([, names = '', maxAge, staleMaxAge]) => [...names.matchAll(/`(\w+)`/g)].map(([, name = '']) => [name, { maxAge: Number(maxAge), staleMaxAge: Number(staleMaxAge) }] as const))
    expect(Object.fromEntries(documented)).toEqual(DEFAULT_LIFETIMES)
  })
})
