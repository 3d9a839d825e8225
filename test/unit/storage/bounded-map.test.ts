import { describe, expect, it } from 'vitest'
import { BoundedMap } from '../../../src/runtime/server/storage/bounded-map'

describe('BoundedMap', () => {
  it('forgets entries after their time, also without an access', () => {
    let now = 0
    const map = new BoundedMap<string, number>({ maxEntries: 10, ttl: 100, now: () => now })
    map.set('a', 1)
    now = 99
    expect(map.get('a')).toBe(1)
    now = 100
    expect(map.get('a')).toBeUndefined()
    map.set('b', 2)
    now = 300
    map.set('c', 3)
    expect(map.size).toBe(1)
  })

  it('never grows beyond its bound and drops the oldest first', () => {
    const map = new BoundedMap<number, number>({ maxEntries: 3, ttl: 1000 })
    for (let key = 0; key < 100; key++) map.set(key, key)
    expect(map.size).toBe(3)
    expect([96, 97, 98, 99].map(key => map.has(key))).toEqual([false, true, true, true])
    map.set(97, 0)
    map.set(100, 0)
    expect(map.has(97)).toBe(true)
    expect(map.has(98)).toBe(false)
  })

  it('never grows beyond a bound of sizes, whichever way entries leave', () => {
    let now = 0
    const map = new BoundedMap<string, string>({ maxEntries: 100, ttl: 100, maxSize: 10, sizeOf: text => text.length, now: () => now })
    for (const key of ['a', 'b', 'c']) map.set(key, 'four')
    expect(['a', 'b', 'c'].filter(key => map.has(key))).toEqual(['b', 'c'])
    map.set('b', '1')
    map.delete('c')
    map.set('d', '9 letters')
    expect(['b', 'd'].filter(key => map.has(key))).toEqual(['b', 'd'])
    now = 100
    expect(map.get('d')).toBeUndefined()
    for (const key of ['e', 'f']) map.set(key, '5 ...')
    expect(map.size).toBe(2)
    map.set('g', 'more than all of it')
    expect(map.size).toBe(0)
  })

  it('is rid of what has expired when it is swept', () => {
    let now = 0
    const map = new BoundedMap<string, number>({ maxEntries: 10, ttl: 100, now: () => now })
    map.set('a', 1)
    now = 50
    map.set('b', 2)
    now = 100
    map.sweep()
    expect([map.size, map.get('b')]).toEqual([1, 2])
  })
})
