import type { OccOperationTable } from '../../runtime/server/occ/operation'
import { readOperations } from './document-operations'
import type { DocumentOperations } from './document-operations'
import { isAddress } from './openapi-error'
import { parseDocument } from './parse-document'
import type { DocumentNode } from './document-node'
import { readDocumentText } from './read-text'
import { loadGenerator } from './generator'
import type { Generator } from './generator'

/** What the module makes of a document. */
export interface LoadedDocument extends DocumentOperations {
  /** TypeScript declarations of the document's paths and schemas, by `openapi-typescript`. */
  typesText: string
  /** Files it was read from; none for what was fetched. */
  files: string[]
}

/**
 * Reads a document and everything the module needs from it. Where no types can be
 * made of it, its methods stay, with `unknown` for what they take and give.
 *
 * @param location a file, JSON or YAML, or an `http(s)` address.
 * @param rootDir that the file's path is relative to.
 * @param builtIn SAP's own operations.
 * @throws OpenApiError
 */
export async function loadDocument(location: string, rootDir: string, builtIn: OccOperationTable): Promise<LoadedDocument> {
  const generator = loadGenerator(location, [import.meta.url, `${rootDir}/`])
  const text = await readDocumentText(location, rootDir)
  const { root, files, warnings } = await parseDocument(location, text, generator.redocly)
  const found = readOperations(location, root, builtIn, warnings)
  const sources = [...(isAddress(location) ? [] : [text.base]), ...files]
  try {
    return { ...found, typesText: await documentTypes(root, generator), files: sources }
  }
  catch (cause) {
    const warning = `No types can be made of it, so its methods take and give values of the type \`unknown\`: ${cause instanceof Error ? cause.message : String(cause)}.`
    return {
      operations: found.operations.map(operation => ({ ...operation, isUntyped: true })),
      warnings: [...found.warnings, warning],
      typesText: 'export interface paths {}\nexport interface components { schemas: {} }\n',
      files: sources,
    }
  }
}

async function documentTypes(root: DocumentNode, { openapiTypescript, redocly: { createConfig } }: Generator): Promise<string> {
  const { default: openapiTS, astToString } = openapiTypescript
  // Checked already, and with better messages.
  const redocly = await createConfig({ rules: {} }, { extends: [] })
  return astToString(await openapiTS(root as unknown as Parameters<typeof openapiTS>[0], { redocly, silent: true, alphabetize: false, emptyObjectsUnknown: true }))
}
