/**
 * `npm run test:runtimes`: builds one small shop for each platform that Nuxt runs on, starts it there, and runs the same
 * scenarios on all of them. `-- --all` tries the rarer platforms too, `-- --only bun,deno-server` some builds,
 * `-- --write` writes their rows into the table of README.md and docs/platforms.md. The output ends with the sum of all scenarios.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { builds, targets } from '../test/runtimes/targets.ts'
import type { BuildName, Target } from '../test/runtimes/targets.ts'
import { buildShop, entryOf, runTarget } from '../test/runtimes/run-target.ts'
import type { TargetResult } from '../test/runtimes/run-target.ts'
import { tableOf, TABLE_BEGIN, TABLE_DOCUMENTS, TABLE_END } from '../test/runtimes/table.ts'
import { ensureChromium } from '../test/setup/chromium.ts'
import { ensureRedis } from '../test/setup/redis.ts'
import { formatTally, sumOf } from '../test/setup/tally-reporter.ts'
import { inPairs } from './lib/pairs.ts'
import { root, runOrThrow, step } from './lib/run.ts'
import { ensureTypes } from './lib/types.ts'

const { values } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    only: { type: 'string' },
    reuse: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})

const only = values.only?.split(',') as BuildName[] | undefined
const unknown = only?.filter(name => !Object.hasOwn(builds, name)) ?? []
if (unknown.length > 0) {
  console.error(`No such build: ${unknown.join(', ')}. There are: ${Object.keys(builds).join(', ')}`)
  process.exit(2)
}
const machine = `${process.platform}-${process.arch}`
const wanted = targets.filter(({ build, isRare, onlyOn = machine }) => (only ? only.includes(build) : values.all || !isRare) && onlyOn === machine)

// The shop's tsconfig.json extends files that a new clone does not have.
await ensureTypes()
await installRuntimes()
if (wanted.some(({ needsRedis }) => needsRedis)) await ensureRedis()

if (wanted.some(({ needsBrowser }) => needsBrowser)) await ensureChromium()

const built = buildAhead(wanted)
const results: TargetResult[] = []
for (const target of wanted) {
  // Printed in one piece, because the next shop is being built meanwhile.
  const lines: string[] = []
  try {
    await built.get(target.build)
    results.push(await runTarget(target, line => lines.push(line)))
  }
  catch (error) {
    lines.push(`  ✗ ${error instanceof Error ? error.message : String(error)}`)
    results.push({ target, version: '', passed: [], limited: [], failed: [['starts', String(error)]], tally: { passed: 0, failed: 1, skipped: 0 } })
  }
  step([`${target.title}, ${target.version()}`, ...lines].join('\n'))
}

const titles = targets.map(({ title }) => title)
step('Platforms')
console.log(tableOf(results, titles))
if (values.write) TABLE_DOCUMENTS.forEach(writeTable)

const sum = sumOf(results.map(({ tally }) => tally))
console.log(`\n${formatTally(sum)}`)
process.exit(sum.failed > 0 ? 1 : 0)

/** Builds what the platforms need, two at a time and without waiting for them: they mostly wait themselves. */
function buildAhead(targets: readonly Target[]): Map<BuildName, Promise<unknown>> {
  const builds = new Map([...new Set(targets.map(({ build }) => build))].map(name => [name, Promise.withResolvers()]))
  // Each platform that needs it hears of a failure.
  for (const { promise } of builds.values()) promise.catch(() => undefined)
  void inPairs([...builds], async ([name, { resolve, reject }]) => {
    if (values.reuse && existsSync(entryOf(name))) resolve(undefined)
    else await buildShop(name).then(resolve, reject)
  })
  return new Map([...builds].map(([name, { promise }]) => [name, promise]))
}

/** Installs the runtimes, which have a lockfile of their own. Their install scripts are not needed. */
async function installRuntimes(): Promise<void> {
  const folder = join(root, 'test', 'runtimes')
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8')
  const stamp = join(folder, 'node_modules', '.installed-lock.json')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  step('Runtimes')
  await runOrThrow('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder })
  writeFileSync(stamp, lock)
}

function writeTable(name: string): void {
  const file = join(root, name)
  const document = readFileSync(file, 'utf8')
  const [before, rest] = document.split(TABLE_BEGIN, 2)
  const [table, after] = rest?.split(TABLE_END, 2) ?? []
  if (after === undefined) throw new Error(`${name} has no ${TABLE_BEGIN}`)
  writeFileSync(file, `${before}${TABLE_BEGIN}\n${tableOf(results, titles, table)}\n${TABLE_END}${after}`)
}
