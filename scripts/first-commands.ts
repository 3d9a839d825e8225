/**
 * `npm run test:first-commands`: checks that each command of the repository can be the first one after `npm ci`. Clones
 * the last commit, installs once, and runs each command after removing everything that an earlier one has generated; npm runs
 * on the system's Node and on the Node 22 that is among the dependencies. Prints one line with the sum of all checks.
 *
 * `npm run dev` and `npm test`, which take longer, are run as first commands by `.ci/run`.
 */
import { strict as assert } from 'node:assert'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createClone, type Clone } from './first-commands/clone.ts'
import { root, step } from './lib/run.ts'
import { addTallies, CRASHED, formatTally, type Tally } from './lib/tally.ts'
import { runChecks, type Check } from './smoke/check.ts'

const commands: readonly Check<Clone>[] = [
  {
    name: 'npm run build',
    async run(clone) {
      await clone.run('npm run build')
      assert.ok(existsSync(join(clone.folder, 'dist', 'module.mjs')), 'dist/module.mjs is missing')
    },
  },
  {
    name: 'npm pack',
    async run(clone) {
      const output = await clone.run('npm pack')
      const tarball = /^nuxt-sapcc-.+\.tgz$/m.exec(output)?.[0]
      assert.ok(tarball, `npm pack named no tarball:\n${output}`)
      const files = (await clone.run(`tar -tzf ${tarball}`)).split('\n')
      for (const file of ['dist/module.mjs', 'dist/types.d.mts', 'dist/runtime/sdk/index.js']) {
        assert.ok(files.includes(`package/${file}`), `${file} is missing in ${tarball}`)
      }
    },
  },
  { name: 'npm run lint', run: async clone => void await clone.run('npm run lint') },
  { name: 'npm run typecheck', run: async clone => void await clone.run('npm run typecheck') },
  {
    name: 'vitest without npm test',
    run: async clone => void await clone.run('npm exec -- vitest run --project unit test/unit/scripts'),
  },
]

/** `npm ci --ignore-scripts` leaves out the Node that the scripts run on. */
const withoutInstallScripts: readonly Check<Clone>[] = [
  {
    name: 'a script works on a Node that can run it, and says what to do on another one',
    async run(clone) {
      const works = await clone.run('node -p "Boolean(process.features.typescript)"')
      if (works.trim() === 'true') return void await clone.run('npm run build')
      await assert.rejects(clone.run('npm run build'), /Run `npm rebuild node --ignore-scripts=false`/)
    },
  },
  {
    name: 'a script works after what that advice says',
    async run(clone) {
      await clone.run('npm rebuild node --ignore-scripts=false')
      await clone.run('npm run build')
    },
  },
]

async function runAll(folder: string): Promise<Tally[]> {
  const clone = await createClone(root, folder)
  await clone.run('npm ci')
  const tallies: Tally[] = []
  const versions = new Set<string>()
  for (const path of [[], [join(clone.folder, 'node_modules', 'node', 'bin')]]) {
    const started = clone.startedBy(path)
    const version = (await started.run('node --version')).trim()
    if (versions.has(version)) continue
    versions.add(version)
    step(`npm on Node ${version}`)
    tallies.push(await runChecks(version, commands, started))
  }
  step('After npm ci --ignore-scripts')
  await clone.run('npm ci --ignore-scripts')
  tallies.push(await runChecks('no install scripts', withoutInstallScripts, clone))
  return tallies
}

const folder = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-first-'))
let tallies: Tally[]
try {
  tallies = await runAll(folder)
}
catch (error) {
  console.error(error instanceof Error ? error.message : error)
  tallies = [{ ...CRASHED }]
}
finally {
  rmSync(folder, { recursive: true, force: true })
}

const sum = addTallies(tallies)
console.log(`\n${formatTally(sum)}`)
process.exitCode = sum.failed > 0 ? 1 : 0
