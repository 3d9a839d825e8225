import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, runOrThrow } from './run.ts'

/** Files that `tsconfig.json` extends or includes. No tool can read it while one of them is missing. */
const GENERATED = ['tsconfig.json', 'nuxt.d.ts', 'nuxt.node.d.ts'] as const

/**
 * Makes sure that the files exist which Nuxt generates for the editor and the type checker. They are not in a
 * new clone. Each script that needs them calls this function, instead of a `prepare` script of the package, because that is not
 * run by `npm ci --ignore-scripts`, and is run by `npm publish` and by installations from git.
 *
 * @throws Error when Nuxt cannot generate them.
 */
export async function ensureTypes(): Promise<void> {
  if (GENERATED.every(file => existsSync(join(root, '.nuxt', file)))) return
  await prepareTypes()
}

/**
 * Generates these files again, e.g. after a change to the module's templates.
 *
 * @throws Error when Nuxt cannot generate them.
 */
export async function prepareTypes(): Promise<void> {
  await runOrThrow('nuxi', ['prepare'], { env: { NUXT_TELEMETRY_DISABLED: '1' }, timeout: 5 * 60_000 })
}
