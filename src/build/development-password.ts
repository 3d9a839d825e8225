import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import type { Nuxt } from '@nuxt/schema'
import { join } from 'pathe'

const VARIABLE = 'NUXT_SAPCC_SESSION_PASSWORD'

/**
 * Generates a session password for development, so that nothing has to be
 * configured. It is stored in `node_modules/.cache`: sessions survive a restart,
 * and none of the user's files changes.
 *
 * The server reads it from an environment variable, because runtime configuration
 * becomes part of the server's code, which Vite serves in development. The file's
 * name begins with `.env`, because Vite never serves such files (`server.fs.deny`).
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
