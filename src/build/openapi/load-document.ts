import type { OccOperationTable } from '../../runtime/server/occ/operation'
import { readOperations } from './document-operations'
import type { DocumentOperations } from './document-operations'
import { isAddress } from './openapi-error'
import { parseDocument } from './parse-document'
import type { DocumentNode } from './document-node'
import { readDocumentText } from './read-text'
import { loadGenerator } from './generator'
import type { Generator } from './generator'

/** A document's operations and types. */
export interface LoadedDocument extends DocumentOperations {
  /** TypeScript declarations of the document's paths and schemas, by `openapi-typescript`. */
  typesText: string
  /** Files that the document was read from; what was fetched is not among them. */
  files: string[]
}

/**
 * Reads a document and generates what the module needs from it. When no types can be
 * generated, its methods are kept, with arguments and results of type `unknown`.
 *
 * @param location a JSON or YAML file, or an `http(s)` URL.
 * @param rootDir folder that the file's path is relative to.
 * @param builtIn SAP's own operations.
 * @throws OpenApiError when the document cannot be read: it is not there, or no document of a known version.
 */
export async function loadDocument(location: string, rootDir: string, builtIn: OccOperationTable): Promise<LoadedDocument> {
  const generator = loadGenerator(location, [import.meta.url, `${rootDir}/`])
  const text = await readDocumentText(location, rootDir)
  const { root, files, warnings } = await parseDocument(location, text, generator.redocly)
  const found = readOperations(root, builtIn, warnings)
  const sources = [...(isAddress(location) ? [] : [text.base]), ...files]
  try {
    return { ...found, typesText: await documentTypes(root, generator), files: sources }
  }
  catch (cause) {
    const warning = `No types can be generated from it, so its methods take and return values of the type \`unknown\`: ${cause instanceof Error ? cause.message : String(cause)}.`
    return {
      operations: found.operations.map(operation => ({ ...operation, isUntyped: true })),
      warnings: [...found.warnings, warning],
      typesText: 'export interface paths {}\nexport interface components { schemas: {} }\n',
      files: sources,
    }
  }
}

async function documentTypes(root: DocumentNode, { loadOpenapiTypescript, redocly: { createConfig } }: Generator): Promise<string> {
  const { default: openapiTS, astToString } = loadOpenapiTypescript()
  // `parseDocument` has checked the document already, with better messages.
  const redocly = await createConfig({ rules: {} }, { extends: [] })
  return astToString(await openapiTS(root as unknown as Parameters<typeof openapiTS>[0], { redocly, silent: true, alphabetize: false, emptyObjectsUnknown: true }))
}
