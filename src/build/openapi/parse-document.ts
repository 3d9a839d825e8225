import type { Document, NormalizedProblem } from '@redocly/openapi-core'
import { relative } from 'pathe'
import { isRecord } from '../../runtime/sdk/errors'
import type { DocumentNode } from './document-node'
import { OpenApiError, isAddress } from './openapi-error'
import type { DocumentText } from './read-text'
import { loadRedocly } from './redocly'
import { fromSwagger2 } from './swagger2'
import { describePart, faultyPart, removePart } from './tolerate-faults'

/** A document whose references all point into itself. */
export interface ParsedDocument {
  root: DocumentNode
  /** Files it refers to, without itself. */
  files: string[]
  /** Sentences about parts that were left out because they cannot be understood. */
  warnings: string[]
}

/**
 * Parses JSON or YAML, makes OpenAPI 3 of Swagger 2, takes out what is wrong, and
 * brings in what it refers to in other files.
 *
 * @param location the document as the user named it.
 * @throws OpenApiError when the document as a whole cannot be understood.
 */
export async function parseDocument(location: string, { text, base }: DocumentText): Promise<ParsedDocument> {
  const { BaseResolver, bundle, createConfig, lintDocument, makeDocumentFromString } = loadRedocly()
  const read = parse(location, () => makeDocumentFromString(text, base))
  checkVersion(location, read.parsed)
  const document = isSwagger2(read.parsed) ? makeDocumentFromString(JSON.stringify(fromSwagger2(read.parsed as DocumentNode)), base) : read
  const config = await createConfig({ rules: { 'struct': 'error', 'no-unresolved-refs': 'error' } }, { extends: [] })
  const externalRefResolver = new BaseResolver(config.resolve)
  const warnings: string[] = []
  // What is taken out may have been all that a fault elsewhere was about.
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const faults = errorsOf(await lintDocument({ document, config: config.styleguide, externalRefResolver }))
    const parts = faults.map(fault => ({ fault, part: faultyPart(fault, base) }))
    refuseFaults(location, base, parts.filter(({ part }) => part === undefined).map(({ fault }) => fault))
    const found = new Map(parts.flatMap(({ fault, part }) => part === undefined || part === 'nothing' ? [] : [[JSON.stringify(part), { fault, part }] as const]))
    if (found.size === 0) break
    for (const { fault, part } of found.values()) {
      removePart(document.parsed as Record<string, unknown>, part)
      warnings.push(describePart(part, reasonOf(fault, base)))
    }
  }
  const { bundle: bundled, problems, fileDependencies } = await bundle({ doc: document, config, externalRefResolver, dereference: false })
  refuseFaults(location, base, errorsOf(problems))
  return {
    root: bundled.parsed as DocumentNode,
    files: [...fileDependencies].filter(file => file !== base && !isAddress(file)),
    warnings,
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
  if (isSwagger2(parsed)) {
    if (!isRecord(parsed.paths)) throw new OpenApiError(location, 'is not an OpenAPI document: it has no `paths`.')
    return
  }
  if (parsed.openapi === undefined) throw new OpenApiError(location, 'is not an OpenAPI document: `openapi: 3.…` is missing.')
  if (!/^3\.[01]\./.test(`${String(parsed.openapi)}.`)) throw new OpenApiError(location, `is OpenAPI ${String(parsed.openapi)}; 3.0 or 3.1 is needed.`)
}

/** Operations that one fault leads to another of, at most so many times. */
const MAX_ROUNDS = 10

function isSwagger2(parsed: unknown): boolean {
  return isRecord(parsed) && String(parsed.swagger).startsWith('2')
}

function errorsOf(problems: readonly NormalizedProblem[]): NormalizedProblem[] {
  return problems.filter(({ severity }) => severity === 'error')
}

function reasonOf(problem: NormalizedProblem, base: string): string {
  return `${problem.message.trim().replace(/\.$/, '')}${placeOf(problem, base)}`
}

/** For what is wrong with the document as a whole. */
function refuseFaults(location: string, base: string, faults: readonly NormalizedProblem[]): void {
  const [first] = faults
  if (!first) return
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
  throw new OpenApiError(location, `cannot be understood: ${reasonOf(first, base)}${more}. Correct it, or have it corrected.`)
}

function placeOf({ location: [place] }: NormalizedProblem, base: string): string {
  if (!place) return ''
  const file = place.source.absoluteRef
  const within = place.pointer && place.pointer !== '#/' ? ` at ${place.pointer}` : ''
  return `${within}${file === base || isAddress(file) ? '' : ` in ${relative(base, file)}`}`
}
