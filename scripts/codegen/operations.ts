/**
 * Writes the table of OCC operations and their types from SAP's list of
 * operations: `npm run generate`.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { methodsText, schemaNames } from '../../src/build/occ/methods-text.ts'
import { parseOperationTable } from '../../src/build/occ/operation-row.ts'
import type { OperationRow } from '../../src/build/occ/operation-row.ts'
import { operationsTableText } from '../../src/build/occ/table-text.ts'
import { unspecifiedSchemasText } from '../../src/build/occ/unspecified-text.ts'
import { hasContextDefault, pathParameterNames } from '../../src/runtime/server/occ/path-parameters.ts'
import { operationDescriptions, operationReplacements } from './operation-descriptions.ts'
import { describeParameter, parameterDescriptions } from './parameter-descriptions.ts'

const root = new URL('../../', import.meta.url)
const sdk = 'src/runtime/sdk/occ/'
const server = 'src/runtime/server/occ/'
const header = 'Generated from data/occ-operations.tsv by `npm run generate`. Do not edit by hand.'

/** Types of results that the list of operations describes only as "array". */
const resultTypes: Readonly<Record<string, string>> = {
  getProductConfigurationVariantSearch: 'CCPConfigurationVariant[]',
}

/** Names of uploaded files that the list of operations describes only as "object". */
const uploads: Readonly<Record<string, readonly string[]>> = {
  createTicketEventAttachment: ['ticketEventAttachment'],
}

/** The generated files by their path in the repository. */
export function generateOperationFiles(): Record<string, string> {
  const rows = parseOperationTable(read('data/occ-operations.tsv'))
  checkTexts(rows)
  const resultType = (row: OperationRow) => resultTypes[row.operationId]
  const named = schemaNames(rows, resultType)
  const described = describedSchemas()
  return {
    [`${server}operations.ts`]: operationsTableText(rows, { header, defineFrom: './operation' }),
    [`${sdk}methods.ts`]: methodsText(rows, {
      header,
      interfaceName: 'OccOperations',
      imports: [
        'import type { SapccCallConfig } from \'../call-config\'',
        'import type { OccCallParams, OccCount, OccFields, OccFormData, OccUserId } from \'./call-params\'',
        'import type {',
        ...named.map(name => `  ${name},`),
        '} from \'./schemas\'',
      ],
      describe: row => operationDescriptions[row.operationId],
      describeParameter: (row, name) => describeParameter(row.operationId, name, hasContextDefault(row.path, name)),
      replacement: row => operationReplacements[row.operationId],
      uploads: row => uploads[row.operationId],
      resultType,
    }),
    [`${sdk}schemas/unspecified.ts`]: unspecifiedSchemasText(named.filter(name => !described.has(name)), header),
  }
}

/** Schemas that are described by hand. */
function describedSchemas(): Set<string> {
  const folder = new URL(`${sdk}schemas/`, root)
  return new Set(readdirSync(folder)
    .filter(file => file.endsWith('.ts') && file !== 'unspecified.ts')
    .flatMap(file => [...read(`${sdk}schemas/${file}`).matchAll(/^export (?:interface|type) (\w+)/gm)].map(match => match[1]!)))
}

function checkTexts(rows: readonly OperationRow[]): void {
  const ids = new Set(rows.map(row => row.operationId))
  const parameters = new Set(rows.flatMap(row => [...pathParameterNames(row.path), ...[...row.query, ...row.headers].map(({ name }) => name)]))
  const faults = [
    ...[...parameters].filter(name => name !== 'baseSiteId' && parameterDescriptions[name] === undefined).map(name => `the parameter ${name} has no description`),
    ...Object.keys(parameterDescriptions).filter(name => !parameters.has(name)).map(name => `the parameter ${name} is described but not in the table`),
    ...rows.filter(row => operationDescriptions[row.operationId] === undefined).map(row => `${row.operationId} has no description`),
    ...Object.keys(operationDescriptions).filter(id => !ids.has(id)).map(id => `${id} is described but not in the table`),
    ...Object.values(operationReplacements).filter(id => !ids.has(id)).map(id => `${id} replaces something but is not in the table`),
  ]
  if (faults.length > 0) throw new Error(faults.join('\n'))
}

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(generateOperationFiles())) writeFileSync(new URL(path, root), text)
}
