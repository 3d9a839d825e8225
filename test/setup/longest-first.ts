import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

/**
 * The files of their projects that take minutes, the longest one first. Vitest knows durations of earlier runs only: in a
 * fresh clone it begins with the largest file, and one of these would run alone at the end.
 */
export const LONGEST = [
  'test/first-commands/dependencies-node.test.ts',
  'test/first-commands/system-node.test.ts',
  'test/package/examples.test.ts',
  'test/package/both-modules.test.ts',
  'test/package/other-managers.test.ts',
  'test/package/npm-shops.test.ts',
  'test/chaos/chaos.test.ts',
]

/** Begins the longest files of a project first. The order of projects stays. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const byProject = Map.groupBy(await super.sort(files), ({ project }) => project.name)
    return [...byProject.values()].flatMap(specifications => specifications.toSorted((a, b) => rank(a) - rank(b)))
  }
}

function rank({ moduleId }: TestSpecification): number {
  const index = LONGEST.findIndex(file => moduleId.endsWith(file))
  return index === -1 ? LONGEST.length : index
}
