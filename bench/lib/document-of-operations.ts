import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/lib/run.ts'

/** Writes an OpenAPI document with all of SAP's operations, as a shop would have it from its own SAP Commerce. @returns the file's path. */
export function writeDocument(folder: string): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'occ-api.json')
  writeFileSync(file, JSON.stringify(documentOfOperations(readFileSync(join(root, 'data', 'occ-operations.tsv'), 'utf8'))))
  return file
}

/** An OpenAPI document of a table of operations. @param table tab-separated, with the names of the columns in the first line. */
export function documentOfOperations(table: string): { openapi: string, info: object, paths: Record<string, Record<string, object>>, components: object } {
  const [head = '', ...lines] = table.trim().split('\n')
  const columns = head.split('\t')
  const paths: Record<string, Record<string, object>> = {}
  for (const line of lines) {
    const cells = line.split('\t')
    const cell = (name: string) => cells[columns.indexOf(name)] ?? ''
    const listOf = (name: string) => cell(name) === '-' ? [] : cell(name).split(',')
    const parameter = (place: string) => (text: string) => ({ name: text.replace('!', ''), in: place, required: text.endsWith('!') || place === 'path', schema: { type: 'string' } })
    const path = paths[cell('path')] ??= {}
    path[cell('method').toLowerCase()] = {
      operationId: cell('operationId'),
      tags: [cell('tag')],
      parameters: [...listOf('pathParams').map(parameter('path')), ...listOf('queryParams').map(parameter('query'))],
      ...(cell('body') === '-' ? {} : { requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } }),
      responses: { [cell('success') === '-' ? '200' : cell('success')]: { description: 'Done.', content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } } },
    }
  }
  return {
    openapi: '3.0.3',
    info: { title: 'OCC', version: '1' },
    paths,
    components: { schemas: { Thing: { type: 'object', properties: { code: { type: 'string' }, name: { type: 'string' } } } } },
  }
}
