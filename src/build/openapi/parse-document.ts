import type { Document, NormalizedProblem } from '@redocly/openapi-core'
import { relative } from 'pathe'
import { isRecord } from '../../runtime/sdk/errors'
import { OpenApiError, isAddress } from './openapi-error'
import type { DocumentText } from './read-text'
import { loadRedocly } from './redocly'

/** An object of a document, with members of any kind. */
export type DocumentNode = Readonly<Record<string, unknown>>

/** A document whose references all point into itself. */
export interface ParsedDocument {
  root: DocumentNode
  /** Files it refers to, without itself. */
  files: string[]
}

/**
 * Parses JSON or YAML, checks that it is OpenAPI 3, and brings in what it
 * refers to in other files.
 *
 * @param location the document as the user named it.
 * @throws OpenApiError with the place of the first fault.
 */
export async function parseDocument(location: string, { text, base }: DocumentText): Promise<ParsedDocument> {
  const { BaseResolver, bundle, createConfig, lintDocument, makeDocumentFromString } = loadRedocly()
  const document = parse(location, () => makeDocumentFromString(text, base))
  checkVersion(location, document.parsed)
  const config = await createConfig({ rules: { 'struct': 'error', 'no-unresolved-refs': 'error' } }, { extends: [] })
  const externalRefResolver = new BaseResolver(config.resolve)
  refuseFaults(location, base, await lintDocument({ document, config: config.styleguide, externalRefResolver }))
  const { bundle: bundled, problems, fileDependencies } = await bundle({ doc: document, config, externalRefResolver, dereference: false })
  refuseFaults(location, base, problems)
  return {
    root: bundled.parsed as DocumentNode,
    files: [...fileDependencies].filter(file => file !== base && !isAddress(file)),
  }
}

function parse(location: string, read: () => Document): Document {
  try {
    return read()
  }
  catch (cause) {
    throw new OpenApiError(location, `is neither JSON nor YAML: ${(cause as Error).message.split('\n')[0]}.`, { cause })
  }
}

function checkVersion(location: string, parsed: unknown): void {
  if (!isRecord(parsed)) throw new OpenApiError(location, 'is not an OpenAPI document: it is no object.')
  if (parsed.swagger !== undefined) {
    throw new OpenApiError(location, `is Swagger ${String(parsed.swagger)}; OpenAPI 3.0 or 3.1 is needed. Convert it, e.g. with \`npx swagger2openapi\`, and name the result.`)
  }
  if (parsed.openapi === undefined) throw new OpenApiError(location, 'is not an OpenAPI document: `openapi: 3.…` is missing.')
  if (!/^3\.[01]\./.test(`${String(parsed.openapi)}.`)) throw new OpenApiError(location, `is OpenAPI ${String(parsed.openapi)}; 3.0 or 3.1 is needed.`)
}

function refuseFaults(location: string, base: string, problems: readonly NormalizedProblem[]): void {
  const faults = problems.filter(({ severity }) => severity === 'error')
  const [first] = faults
  if (!first) return
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  throw new OpenApiError(location, `cannot be understood: ${first.message.trim().replace(/\.$/, '')}${placeOf(first, base)}${more}. Correct it, or ask whoever maintains it to.`)
}

function placeOf({ location: [place] }: NormalizedProblem, base: string): string {
  if (!place) return ''
  const file = place.source.absoluteRef
  const within = place.pointer && place.pointer !== '#/' ? ` at ${place.pointer}` : ''
  return `${within}${file === base || isAddress(file) ? '' : ` in ${relative(base, file)}`}`
}

/**
 * The object itself, or what its `$ref` points to within the document;
 * `undefined` for anything else.
 */
export function resolveNode(root: DocumentNode, value: unknown): DocumentNode | undefined {
  let node: unknown = value
  for (let hops = 0; isRecord(node) && typeof node.$ref === 'string' && hops < 20; hops++) node = follow(root, node.$ref)
  return isRecord(node) && typeof node.$ref !== 'string' ? node : undefined
}

/** Name of the component a `$ref` points to, e.g. `OrderEntry`. */
export function referencedName(value: unknown): string | undefined {
  return isRecord(value) && typeof value.$ref === 'string' ? unescapeSegment(value.$ref.split('/').at(-1) ?? '') : undefined
}

function follow(root: DocumentNode, reference: string): unknown {
  if (!reference.startsWith('#/')) return undefined
  return reference.slice(2).split('/').map(unescapeSegment).reduce<unknown>((node, key) => (isRecord(node) && Object.hasOwn(node, key) ? node[key] : Array.isArray(node) ? node[Number(key)] as unknown : undefined), root)
}

/** RFC 6901, as part of an address. */
function unescapeSegment(segment: string): string {
  return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')
}
