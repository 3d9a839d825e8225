import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { operations } from '../../../src/runtime/server/occ/operations'
import type { DocumentOperation } from '../../../src/build/openapi/document-operations'
import { loadDocument } from '../../../src/build/openapi/load-document'
import type { LoadedDocument } from '../../../src/build/openapi/load-document'
import { temporaryFolder } from '../temporary-folder'

/** A document with one way to call it, `GET /{baseSiteId}/things` as `getThings`, and whatever is given. */
export function documentOf(operation: object = {}, { path = '/{baseSiteId}/things', method = 'get', ...root }: Record<string, unknown> & { path?: string, method?: string } = {}): object {
  return {
    openapi: '3.0.3',
    info: { title: 'Test', version: '1' },
    servers: [{ url: 'https://host/occ/v2' }],
    paths: { [path]: { [method]: { operationId: 'getThings', responses: { 200: { description: 'Done.' } }, ...operation } } },
    ...root,
  }
}

/** Loads a document as the module does: from a file. */
export async function load(document: object | string, name = 'occ-api.json'): Promise<LoadedDocument> {
  const folder = temporaryFolder()
  writeFileSync(join(folder, name), typeof document === 'string' ? document : JSON.stringify(document))
  return await loadDocument(`./${name}`, folder, operations)
}

/** The only operation of a document, or none, with the warnings. */
export async function loadOne(document: object): Promise<{ operation: DocumentOperation | undefined, warnings: string[] }> {
  const { operations: [operation, ...others], warnings } = await load({ ...document, paths: { ...(document as { paths: object }).paths, '/always': { get: { operationId: 'always', responses: { 200: { description: 'Done.' } } } } } })
  if (others.length > 1) throw new Error('More than one operation')
  return { operation: operation?.row.operationId === 'always' ? undefined : operation, warnings }
}
