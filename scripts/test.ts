/**
 * `npm test`: the suites of the project, one after the other, and one line with the sum of all tests at the end.
 * `npm test -- unit e2e` runs the named ones only.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { buildApps } from './lib/apps.ts'
import { ensureChromium } from './lib/chromium.ts'
import { ensureFirefox } from './lib/firefox.ts'
import { ensureRedis } from './lib/redis.ts'
import { run, step } from './lib/run.ts'
import { ensureSpringServer } from './lib/spring-server.ts'
import { addTallies, CRASHED, formatTally, readVitestReport, type Tally } from './lib/tally.ts'
import { prepareTypes } from './lib/types.ts'

interface Suite {
  /** Steps that prepare the suite. When one of them fails, the suite counts as failed. */
  needs: (keyof typeof preparations)[]
  /** Variables that are added to the environment of the suite. */
  env?: NodeJS.ProcessEnv
  /** Whether it runs only when it is named, because it needs more than Node. */
  isExtra?: boolean
}

const preparations = {
  // Generated again, so that no types of an earlier state of the module are tested.
  types: prepareTypes,
  chromium: ensureChromium,
  firefox: ensureFirefox,
  redis: ensureRedis,
  builds: () => buildApps(),
  shop: () => buildApps(['shop']),
  spring: ensureSpringServer,
} satisfies Record<string, () => Promise<unknown>>

/** Each is a project in vitest.config.ts. */
const suites: Record<string, Suite> = {
  unit: { needs: ['types', 'redis'] },
  contract: { needs: ['types'] },
  types: { needs: ['types'] },
  e2e: { needs: ['types', 'builds', 'redis'], env: { REUSE_BUILDS: '1' } },
  chaos: { needs: ['types', 'builds', 'redis'], env: { REUSE_BUILDS: '1' } },
  browser: { needs: ['types', 'builds', 'chromium'], env: { REUSE_BUILDS: '1' } },
  firefox: { needs: ['types', 'builds', 'firefox'], env: { REUSE_BUILDS: '1' } },
  // The preparations that may fail come first, so that the run ends early.
  spring: { needs: ['spring', 'types', 'shop'], env: { REUSE_BUILDS: '1' }, isExtra: true },
}

/** Runs each preparation once; a second suite that needs it gets the same result. */
const prepared = new Map<keyof typeof preparations, Promise<unknown>>()
async function prepare(needs: Suite['needs']): Promise<void> {
  for (const need of needs) {
    const preparation = prepared.get(need) ?? preparations[need]()
    prepared.set(need, preparation)
    await preparation
  }
}

async function runSuite(name: string, suite: Suite, reports: string): Promise<Tally> {
  step(`Tests: ${name}`)
  try {
    await prepare(suite.needs)
  }
  catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { ...CRASHED }
  }
  const report = join(reports, `${name}.json`)
  const args = ['run', '--project', name, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const exitCode = await run('vitest', args, { env: suite.env })
  return readVitestReport(report, exitCode)
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !Object.hasOwn(suites, name))
if (unknown.length > 0) {
  console.error(`No such suite: ${unknown.join(', ')}. There are: ${Object.keys(suites).join(', ')}`)
  process.exit(2)
}

const reports = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-tests-'))
const tallies: Record<string, Tally> = {}
try {
  for (const [name, suite] of Object.entries(suites)) {
    if (wanted.length > 0 ? !wanted.includes(name) : suite.isExtra) continue
    tallies[name] = await runSuite(name, suite, reports)
  }
}
finally {
  rmSync(reports, { recursive: true, force: true })
}

const sum = addTallies(Object.values(tallies))
step('Summary')
for (const [name, tally] of Object.entries(tallies)) console.log(`${name.padEnd(8)} ${formatTally(tally)}`)
console.log(`\n${formatTally(sum)}`)
process.exitCode = sum.failed > 0 ? 1 : 0
