/** Writes the parts of `docs` that are generated from declarations and their comments: `node scripts/codegen/documents.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createJiti } from 'jiti'
import { withGeneratedPart } from './document-part.ts'
import { documentsWithExamples } from './example-parts.ts'
import { errorsTable } from './errors-table.ts'
import { hooksParts } from './hooks-tables.ts'
import { operationsReference } from './operations-reference.ts'
import { llmsText, readIndex } from '../lib/documentation.ts'
import { pictures } from './pictures/index.ts'
import { writeDocuments as writeResultDocuments } from '../../bench/lib/write-documents.ts'
import { settingsTables } from './settings-tables.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const write = (path: string, name: string, text: string) => writeFileSync(new URL(path, root), withGeneratedPart(read(path), name, text))

const config = 'src/runtime/server/config/'
// The module's source imports without extensions, as bundlers resolve it; Node alone does not.
const jiti = createJiti(root.href)
const [{ PUBLIC_PREFIX, SERVER_PREFIX, variableName }, { serverSettings }, { publicSettings }, { operationFacts }] = await Promise.all([
  jiti.import<typeof import('../../src/runtime/server/config/setting.ts')>(`./${config}setting.ts`),
  jiti.import<typeof import('../../src/runtime/server/config/settings.ts')>(`./${config}settings.ts`),
  jiti.import<typeof import('../../src/runtime/server/config/public-settings.ts')>(`./${config}public-settings.ts`),
  jiti.import<typeof import('./operation-facts.ts')>('./scripts/codegen/operation-facts.ts'),
])

write('docs/settings.md', 'settings', settingsTables([
  { path: 'runtimeConfig.sapcc', prefix: SERVER_PREFIX, table: serverSettings, source: read(`${config}settings.ts`), name: 'serverSettings' },
  { path: 'runtimeConfig.public.sapcc', prefix: PUBLIC_PREFIX, table: publicSettings, source: read(`${config}public-settings.ts`), name: 'publicSettings' },
], variableName as (path: string, prefix: string) => string))
for (const { document, text } of documentsWithExamples()) writeFileSync(new URL(document, root), text)
write('docs/operations.md', 'operations', operationsReference(read('data/occ-operations.tsv'), operationFacts()))
write('docs/errors.md', 'errors', errorsTable(read('src/runtime/sdk/error-types.ts')))
for (const { document, name, text } of hooksParts(read)) write(document, name, text)
writeFileSync(new URL('docs/llms.txt', root), llmsText(readIndex()))
for (const [path, draw] of Object.entries(pictures)) writeFileSync(new URL(path, root), draw())
writeResultDocuments()
