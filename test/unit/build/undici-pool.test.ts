import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import * as undici from 'undici'
import { expect, it } from 'vitest'
import { POOL_FILES, hasPoolFiles } from '../../../src/build/undici-pool'
import * as pool from '../../../src/runtime/server/upstream/node/undici-pool'

it('what the server imports in place of undici is the same', () => {
  expect(Object.keys(pool).sort()).toEqual(['Pool', 'errors'])
  expect(pool.Pool).toBe(undici.Pool)
  expect(pool.errors).toBe(undici.errors)
})

it('is only imported where the installed undici has it', () => {
  expect(hasPoolFiles(createRequire(import.meta.url).resolve)).toBe(true)
  expect(hasPoolFiles((name) => {
    throw new Error(`Cannot find module '${name}'`)
  })).toBe(false)
  const source = readFileSync(new URL('../../../src/runtime/server/upstream/node/undici-pool.ts', import.meta.url), 'utf8')
  expect([...source.matchAll(/from '(undici\/.+)'/g)].map(([, file]) => file)).toEqual([...POOL_FILES])
})
