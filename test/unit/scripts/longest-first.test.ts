import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { TestSpecification, Vitest } from 'vitest/node'
import { root } from '../../../scripts/lib/run.ts'
import { LONGEST, LongestFirst } from '../../setup/longest-first.ts'

/** A fresh clone knows no durations. */
const vitest = { cache: { getTestSpecificationResult: () => undefined } } as unknown as Vitest

function specification(project: string, file: string): TestSpecification {
  return { moduleId: join(root, file), project: { name: project, config: { isolate: true, sequence: { groupOrder: 0 } } } } as TestSpecification
}

describe('the order of test files', () => {
  it.each(LONGEST)('names a file that exists: %s', file => expect(existsSync(join(root, file))).toBe(true))

  it('begins with the longest files of each project', async () => {
    const files = ['test/package/both-modules.test.ts', 'test/package/plain-typescript.test.ts', 'test/package/examples.test.ts']
    const sorted = await new LongestFirst(vitest).sort([
      specification('unit', 'test/unit/scripts/longest-first.test.ts'),
      ...files.map(file => specification('package', file)),
    ])
    expect(sorted.map(({ moduleId }) => moduleId.slice(root.length + 1))).toEqual([
      'test/package/examples.test.ts',
      'test/package/both-modules.test.ts',
      'test/package/plain-typescript.test.ts',
      'test/unit/scripts/longest-first.test.ts',
    ])
  })
})
