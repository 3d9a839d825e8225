import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/lib/run.ts'
import { createClone, type Clone } from './clone.ts'

/*
 * Each command of the repository can be the first one after `npm ci`: in a clone of the last commit, which is installed
 * once, each command runs after everything that an earlier one has generated was removed. `npm run dev` and
 * `npm test`, which take longer, are run as first commands by `.ci/run`.
 */
const folder = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-first-'))
let clone: Clone
beforeAll(async () => {
  clone = await createClone(root, folder)
  await clone.run('npm ci')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** npm runs on the system's Node, and on the Node 22 that is among the dependencies. */
describe.each([
  ['the system\'s Node', () => []],
  ['the Node of the dependencies', () => [join(clone.folder, 'node_modules', 'node', 'bin')]],
] as const)('after npm ci, with npm on %s', (_, path) => {
  const run = (command: string) => clone.startedBy(path()).run(command)

  it('npm run build', async () => {
    await run('npm run build')
    expect(existsSync(join(clone.folder, 'dist', 'module.mjs'))).toBe(true)
  })

  it('npm pack', async () => {
    const output = await run('npm pack')
    const tarball = /^nuxt-sapcc-.+\.tgz$/m.exec(output)?.[0]
    expect(tarball, output).toBeDefined()
    const files = (await run(`tar -tzf ${tarball}`)).split('\n')
    expect(files).toEqual(expect.arrayContaining(['package/dist/module.mjs', 'package/dist/types.d.mts', 'package/dist/runtime/sdk/index.js']))
  })

  it('npm run lint', async () => void await run('npm run lint'))

  it('npm run typecheck', async () => void await run('npm run typecheck'))

  it('npm test, for one suite', async () => void await run('npm test -- test/unit/scripts'))

  it('vitest without npm test', async () => void await run('npm exec -- vitest run --project unit test/unit/scripts'))
})

/** It leaves out the Node that the scripts run on. */
describe('after npm ci --ignore-scripts', () => {
  beforeAll(async () => void await clone.run('npm ci --ignore-scripts'))

  it('a script works on a Node that can run it, and says what to do on another one', async () => {
    const works = await clone.run('node -p "Boolean(process.features.typescript)"')
    if (works.trim() === 'true') await clone.run('npm run build')
    else await expect(clone.run('npm run build')).rejects.toThrow(/Run `npm rebuild node --ignore-scripts=false`/)
  })

  it('a script works after what that advice says', async () => {
    await clone.run('npm rebuild node --ignore-scripts=false')
    await clone.run('npm run build')
  })
})
