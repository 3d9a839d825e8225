import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { addDeclarationExtensions } from '../../../scripts/lib/declaration-extensions'
import { temporaryFolder } from '../temporary-folder'

it('adds the extensions that nodenext wants, and changes nothing else', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'schemas'))
  for (const file of ['types.d.ts', 'done.d.ts', 'schemas/index.d.ts', 'schemas/cart.d.ts']) writeFileSync(join(folder, file), 'export type A = 1\n')
  const index = join(folder, 'index.d.ts')
  writeFileSync(index, `export type * from './types'
export type * from "./schemas"
export * from './schemas/cart'
export { A } from './done.js'
import type { B } from './types'
import { C } from 'nuxt-sapcc'
export type D = import('./types').A | './types'
export type E = import('./missing').A
`)
  addDeclarationExtensions([index])
  expect(readFileSync(index, 'utf8')).toBe(`export type * from './types.js'
export type * from "./schemas/index.js"
export * from './schemas/cart.js'
export { A } from './done.js'
import type { B } from './types.js'
import { C } from 'nuxt-sapcc'
export type D = import('./types.js').A | './types'
export type E = import('./missing').A
`)
})
