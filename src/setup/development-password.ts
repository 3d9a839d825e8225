import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import type { Nuxt } from '@nuxt/schema'
import { join } from 'pathe'

/**
 * Gives development a session password, so that nothing has to be configured.
 * It is kept beside other caches: a restart signs nobody out, and no file of
 * the user's changes.
 */
export async function developmentPassword(nuxt: Nuxt): Promise<void> {
  const { session } = nuxt.options.runtimeConfig.sapcc as { session: { password: string | string[] } }
  if (session.password.length > 0 || process.env.NUXT_SAPCC_SESSION_PASSWORD) return
  const folder = join(nuxt.options.rootDir, 'node_modules/.cache/nuxt-sapcc')
  const file = join(folder, 'session-password')
  const kept = await readFile(file, 'utf8').catch(() => '')
  session.password = kept || randomBytes(32).toString('base64url')
  if (kept) return
  await mkdir(folder, { recursive: true })
  await writeFile(file, session.password, { mode: 0o600 })
}
