import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import type { Nuxt } from '@nuxt/schema'
import { join } from 'pathe'

const VARIABLE = 'NUXT_SAPCC_SESSION_PASSWORD'

/**
 * Gives development a session password, so that nothing has to be configured.
 * It is kept beside other caches: a restart signs nobody out, and no file of
 * the user's changes.
 *
 * The server gets it by its environment: runtime configuration becomes part of
 * the server's code, which Vite hands to whoever asks for the file. Files of
 * this one's name it hands to nobody.
 */
export async function developmentPassword(nuxt: Nuxt): Promise<void> {
  const { session } = nuxt.options.runtimeConfig.sapcc as { session: { password: string | string[] } }
  if (session.password.length > 0 || process.env[VARIABLE]) return
  const folder = join(nuxt.options.rootDir, 'node_modules/.cache/nuxt-sapcc')
  const file = join(folder, '.env.session-password')
  const kept = await readFile(file, 'utf8').catch(() => '')
  const password = kept || randomBytes(32).toString('base64url')
  process.env[VARIABLE] = password
  if (kept) return
  await mkdir(folder, { recursive: true })
  await writeFile(file, password, { mode: 0o600 })
}
