/**
 * `npm run test:package`: packs the package as it would be published, installs it into fresh applications on every
 * supported version of Nuxt and with each package manager, two of them with `@nuxtjs/i18n`, and checks that they build
 * and work; also beside the published versions of `@vue-storefront/nuxt`; and the examples, with the stand-in's package. Prints one line with the sum of all checks.
 * `-- 'Nuxt 4 with pnpm'` tries that one only.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { step } from './lib/run.ts'
import { addTallies, CRASHED, formatTally, type Tally } from './lib/tally.ts'
import { buildChecks, httpChecks, withRunningConsumer, type RunningConsumer } from './smoke/app-checks.ts'
import { createConsumerApp, nuxtLines, type NuxtLine } from './smoke/app.ts'
import { bothModules, checkBothModules } from './smoke/both-modules.ts'
import { runChecks, type Check } from './smoke/check.ts'
import { exampleChecks, examplesLine, installExamples } from './smoke/examples.ts'
import { languageChecks } from './smoke/languages.ts'
import { installManagers, type Manager } from './smoke/managers.ts'
import { packageChecks, packPackage, packStandIn } from './smoke/package.ts'
import { createPlainProject, plainTypeScriptChecks } from './smoke/plain-typescript.ts'

/** Folder of a line's application. */
function folderOf({ title }: NuxtLine, folder: string): string {
  return join(folder, title.replaceAll(/\W+/g, '-').toLowerCase())
}

/** Runs the checks of a line that is wanted. One that crashes does not keep the others from running. */
async function check({ title, version }: NuxtLine, work: () => Promise<unknown>): Promise<void> {
  if (only.length > 0 && !only.includes(title)) return
  step(`${title} (${version})`)
  try {
    await work()
  }
  catch (error) {
    console.error(error instanceof Error ? error.message : error)
    tallies.push({ ...CRASHED })
  }
}

async function checkLine(line: NuxtLine, folder: string, tarball: string, manager: Manager): Promise<Tally[]> {
  const consumer = await createConsumerApp(line, folderOf(line, folder), tarball, manager)
  console.log(`  installed, on ${(await consumer.run(consumer.node, '--version')).trim()}`)
  const built = await runChecks(line.title, buildChecks, consumer)
  const ask = (checks: readonly Check<RunningConsumer>[], env?: Record<string, string>) => withRunningConsumer(consumer, async (running) => {
    const tally = await runChecks(line.title, checks, running)
    if (tally.failed > 0) console.log(`  End of the server's output:\n${running.app.logs().slice(-4000)}`)
    return tally
  }, env)
  const tallies = [built, await ask(httpChecks)]
  if (line.languages) {
    // By its path and by its route's name.
    for (const loginPage of ['/login', 'login']) tallies.push(await ask(languageChecks[line.languages], { NUXT_PUBLIC_SAPCC_LOGIN_PAGE: loginPage }))
  }
  return tallies
}

const only = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-smoke-'))
const tallies: Tally[] = []
try {
  step('Package')
  const packed = await packPackage(folder)
  tallies.push(await runChecks('package', packageChecks, packed))
  tallies.push(await runChecks('plain TypeScript', plainTypeScriptChecks, await createPlainProject(join(folder, 'plain-typescript'), packed.tarball)))
  const managers = await installManagers(join(folder, 'managers'))
  for (const line of nuxtLines) {
    await check(line, async () => tallies.push(...await checkLine(line, folder, packed.tarball, managers[line.manager])))
  }
  for (const line of bothModules) {
    await check(line, async () => tallies.push(await checkBothModules(line, folderOf(line, folder), packed.tarball, managers[line.manager])))
  }
  await check(examplesLine, async () => {
    const examples = await installExamples(folderOf(examplesLine, folder), packed.tarball, await packStandIn(folder), managers.npm)
    tallies.push(await runChecks('examples', exampleChecks, examples))
  })
}
catch (error) {
  console.error(error instanceof Error ? error.message : error)
  tallies.push({ ...CRASHED })
}
finally {
  // `KEEP_SMOKE_APPS` keeps the applications for inspection.
  if (process.env.KEEP_SMOKE_APPS) console.log(`\nThe applications are in ${folder}`)
  else rmSync(folder, { recursive: true, force: true })
}

const sum = addTallies(tallies)
console.log(`\n${formatTally(sum)}`)
process.exitCode = sum.failed > 0 ? 1 : 0
