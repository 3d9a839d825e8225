import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inOrder } from '../../../bench/lib/measure.ts'
import { documentOfOperations } from '../../../bench/lib/document-of-operations.ts'
import { allParts, partsOf, usage } from '../../../bench/parts/index.ts'
import { root } from '../../../scripts/lib/run.ts'
import { operations } from '../../../src/runtime/server/occ/operations'

describe('partsOf', () => {
  it('is everything that is not measured on demand only', () => {
    const names = Object.keys(partsOf(undefined))
    expect(names).toEqual(expect.arrayContaining(['neighbours', 'crowd', 'productPage', 'requestsToSap', 'customerPage', 'size', 'startUp', 'fastPathCrowd', 'openedCookiesCrowd', 'telemetryCrowd', 'nitro', 'buildTime']))
    expect(names).not.toContain('memory')
    expect(names).not.toContain('promisesCrowd')
  })

  it('takes groups and parts', () => {
    expect(Object.keys(partsOf('nitro, calls'))).toEqual(['neighbours', 'crowd', 'nitro'])
    expect(Object.keys(partsOf('memory'))).toEqual(['memory'])
    expect(Object.keys(partsOf('promisesCrowd'))).toEqual(['promisesCrowd'])
    expect(Object.keys(partsOf('on-off'))).not.toContain('promisesCrowd')
  })

  it('says what there is', () => {
    expect(() => partsOf('typo')).toThrow('There is no part "typo"')
    for (const name of Object.keys(allParts)) expect(usage()).toContain(name)
  })
})

describe('inOrder', () => {
  it('turns every other round round, so that none always runs after the same one', () => {
    expect([0, 1, 2].map(round => inOrder(['a', 'b', 'c'], round).join(''))).toEqual(['abc', 'cba', 'abc'])
  })
})

describe('the document of the build time', () => {
  it('has all of SAP\'s operations', () => {
    const { paths } = documentOfOperations(readFileSync(join(root, 'data', 'occ-operations.tsv'), 'utf8'))
    const names = Object.values(paths).flatMap(path => Object.values(path) as { operationId: string }[]).map(({ operationId }) => operationId)
    expect(names.sort()).toEqual(Object.keys(operations).sort())
  })
})
