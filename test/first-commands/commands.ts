import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/lib/run.ts'
import { createClone, type Clone } from './clone.ts'

/** A suite of a second: what takes longer is what a clone has to get ready for it. */
export const ONE_SUITE = 'npm test -- test/unit/scripts'

/**
 * Clones the last commit for the tests of a file, and removes the clone after them.
 *
 * @param install the command that installs it.
 * @returns the clone, as soon as the tests run.
 */
export function useClone(install: string): () => Clone {
  const folder = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-first-'))
  let clone: Clone
  beforeAll(async () => {
    clone = await createClone(root, folder)
    await clone.run(install)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return () => clone
}

/** What each command has to leave behind in the clone that it ran in, beside ending without an error. */
const CHECKS = {
  'npm run build': (_output, { folder }) => {
    expect(existsSync(join(folder, 'dist', 'module.mjs'))).toBe(true)
  },
  'npm pack': async (output, clone) => {
    const tarball = /^nuxt-sapcc-.+\.tgz$/m.exec(output)?.[0]
    expect(tarball, output).toBeDefined()
    const files = (await clone.run(`tar -tzf ${tarball}`)).split('\n')
    expect(files).toEqual(expect.arrayContaining(['package/dist/module.mjs', 'package/dist/types.d.mts', 'package/dist/runtime/sdk/index.js']))
  },
  'npm run lint': () => {},
  'npm run typecheck': () => {},
} satisfies Record<string, (output: string, clone: Clone) => void | Promise<void>>

/**
 * Each command of the repository can be the first one after `npm ci`: in one clone, each runs after everything that an
 * earlier one has generated was removed. `npm run dev` and `npm test`, which take longer, are run as first commands by
 * `.ci/run`.
 *
 * @param path folders that stand first on `PATH`, in a clone.
 * @param commands those that run in this clone; each takes minutes, so they are divided among the clones. All run on the Node
 * of the dependencies, whichever npm itself runs on.
 */
export function testFirstCommands(title: string, path: (clone: Clone) => string[], commands: readonly (keyof typeof CHECKS)[]): void {
  describe(title, () => {
    const clone = useClone('npm ci')

    it.each(commands)('%s', async (command) => {
      const started = clone().startedBy(path(clone()))
      await CHECKS[command](await started.run(command), started)
    })

    it.each([ONE_SUITE, 'npm exec -- vitest run --project unit test/unit/scripts'])('%s', async (command) => {
      await clone().startedBy(path(clone())).run(command)
    })
  })
}
