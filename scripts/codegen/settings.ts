/** Writes the tables of docs/settings.md from the declarations of the settings: `node scripts/codegen/settings.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createJiti } from 'jiti'
import { withSettingsTables } from './settings-tables.ts'

const config = '../../src/runtime/server/config/'
// The module's source imports without extensions, as bundlers resolve it; Node alone does not.
const jiti = createJiti(import.meta.url)
const [{ PUBLIC_PREFIX, SERVER_PREFIX, variableName }, { serverSettings }, { publicSettings }] = await Promise.all([
  jiti.import<typeof import('../../src/runtime/server/config/setting.ts')>(`${config}setting.ts`),
  jiti.import<typeof import('../../src/runtime/server/config/settings.ts')>(`${config}settings.ts`),
  jiti.import<typeof import('../../src/runtime/server/config/public-settings.ts')>(`${config}public-settings.ts`),
])

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
const target = '../../docs/settings.md'
writeFileSync(new URL(target, import.meta.url), withSettingsTables(read(target), [
  { path: 'runtimeConfig.sapcc', prefix: SERVER_PREFIX, table: serverSettings, source: read(`${config}settings.ts`), name: 'serverSettings' },
  { path: 'runtimeConfig.public.sapcc', prefix: PUBLIC_PREFIX, table: publicSettings, source: read(`${config}public-settings.ts`), name: 'publicSettings' },
], variableName as (path: string, prefix: string) => string))
