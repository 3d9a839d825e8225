import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/lib/run.ts'
import { createClone, type Clone } from './clone.ts'

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

/**
 * Each command of the repository can be the first one after `npm ci`: in one clone, each runs after everything that an
 * earlier one has generated was removed. `npm run dev` and `npm test`, which take longer, are run as first commands by
 * `.ci/run`.
 *
 * @param path folders that stand first on `PATH`, in a clone.
 * @param check takes minutes, so each clone runs one of the two. Both run on the Node of the dependencies, whichever npm itself
 * runs on.
 */
export function testFirstCommands(title: string, path: (clone: Clone) => string[], check: 'lint' | 'typecheck'): void {
  describe(title, () => {
    const clone = useClone('npm ci')
    const run = (command: string) => clone().startedBy(path(clone())).run(command)

    it('npm run build', async () => {
      await run('npm run build')
      expect(existsSync(join(clone().folder, 'dist', 'module.mjs'))).toBe(true)
    })

    it('npm pack', async () => {
      const output = await run('npm pack')
      const tarball = /^nuxt-sapcc-.+\.tgz$/m.exec(output)?.[0]
      expect(tarball, output).toBeDefined()
      const files = (await run(`tar -tzf ${tarball}`)).split('\n')
      expect(files).toEqual(expect.arrayContaining(['package/dist/module.mjs', 'package/dist/types.d.mts', 'package/dist/runtime/sdk/index.js']))
    })

    it(`npm run ${check}`, async () => void await run(`npm run ${check}`))

    it('npm test, for one suite', async () => void await run('npm test -- test/unit/scripts'))

    it('vitest without npm test', async () => void await run('npm exec -- vitest run --project unit test/unit/scripts'))
  })
}
