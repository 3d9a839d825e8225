import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root, runOrThrow } from './run.ts'

/**
 * Makes sure that the files which Nuxt generates for the editor and the type checker are there: without them
 * `tsconfig.json`, which extends them, cannot even be read.
 *
 * @throws Error when Nuxt cannot generate them.
 */
export async function ensureTypes(): Promise<void> {
  if (existsSync(join(root, '.nuxt', 'tsconfig.json'))) return
  await prepareTypes()
}

/** Generates them anew, e.g. after a change to the module's templates. */
export async function prepareTypes(): Promise<void> {
  await runOrThrow('nuxi', ['prepare'], { env: { NUXT_TELEMETRY_DISABLED: '1' }, timeout: 5 * 60_000 })
}
