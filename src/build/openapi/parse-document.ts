import type * as Redocly from '@redocly/openapi-core'
import type { BaseResolver, Document, NormalizedProblem } from '@redocly/openapi-core'
import { relative } from 'pathe'
import { isRecord } from '../../runtime/sdk/errors'
import { pointerKeys } from './document-node'
import type { DocumentNode } from './document-node'
import { OpenApiError, isAddress } from './openapi-error'
import { referencesTo } from './other-files'
import type { DocumentText } from './read-text'
import { unresolvableReferences } from './references'
import { fromSwagger2 } from './swagger2'
import { applyRepair, faultsOfObjectNames, repairOf } from './tolerate-faults'
import type { Fault, Repair } from './tolerate-faults'

/** A document whose references all point into the document itself. */
export interface ParsedDocument {
  root: DocumentNode
  /** Other files that the document refers to. */
  files: string[]
  /** Sentences about parts that were left out because they cannot be understood. */
  warnings: string[]
}

/**
 * Parses JSON or YAML, converts Swagger 2 to OpenAPI 3, removes faulty parts, and
 * adds what the document refers to in other files. A document that has a fault as a
 * whole is left out with a warning, like a faulty operation.
 *
 * @param location the document as the configuration names it.
 * @param redocly see `loadGenerator`.
 * @throws OpenApiError when the text is no document of a known version: a wrong file is named, or the file is half written.
 */
export async function parseDocument(location: string, { text, base }: DocumentText, redocly: typeof Redocly): Promise<ParsedDocument> {
  const { BaseResolver, bundle, createConfig, lintDocument, makeDocumentFromString } = redocly
  const read = parse(location, () => makeDocumentFromString(text, base))
  checkVersion(location, read.parsed)
  const warnings: string[] = []
  try {
    const document = isSwagger2(read.parsed) ? makeDocumentFromString(JSON.stringify(fromSwagger2(read.parsed as DocumentNode)), base) : read
    const root = document.parsed as Record<string, unknown>
    // OpenAPI requires `info`, but no operation depends on it.
    if (!isRecord(root.info)) root.info = { title: 'OCC', version: '1' }
    const repairs = createRepairs(root, warnings)
    const config = await createConfig({ rules: { 'struct': 'error', 'no-unresolved-refs': 'error' } }, { extends: [] })
    const externalRefResolver = new BaseResolver(config.resolve)
    repairs.make(unresolvableReferences(root))
    repairs.make([...faultsOfObjectNames(root)])
    // A repair may cause further faults or remove others, so the document is checked again after each round.
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const problems = errorsOf(await lintDocument({ document, config: config.styleguide, externalRefResolver }))
      const faults = await Promise.all(problems.map(problem => faultsOf(problem, root, base, externalRefResolver)))
      if (!repairs.make(faults.flat())) break
    }
    const { bundle: bundled, problems, fileDependencies } = await bundle({ doc: document, config, externalRefResolver, dereference: false })
    const [left] = errorsOf(problems)
    if (left) return notUnderstood(reasonOf(left, base), warnings)
    return {
      root: bundled.parsed as DocumentNode,
      files: [...fileDependencies].filter(file => file !== base && !isAddress(file)),
      warnings,
    }
  }
  catch (cause) {
    return notUnderstood(cause instanceof Error ? cause.message : String(cause), warnings)
  }
}

/** Repairs the faults of a document. @param root changed in place. @param warnings gets what is lost. */
function createRepairs(root: Record<string, unknown>, warnings: string[]) {
  const made = new Set<string>()
  const keyOf = ({ at, instead }: Repair) => JSON.stringify([at, instead === undefined])

  /** @returns whether anything was repaired. @throws Error with the reason when the document as a whole has a fault. */
  function make(faults: readonly Fault[]): boolean {
    const before = new Set(made)
    // Shorter paths first: a list of components is replaced before missing components are added to it.
    const found = faults.toSorted((a, b) => a.at.length - b.at.length).map(fault => ({ fault, repair: repairOf(root, fault, repair => before.has(keyOf(repair))) }))
    const whole = found.find(({ repair }) => repair === undefined)
    if (whole) throw new Error(whole.fault.reason)
    for (const { fault, repair } of found) {
      if (repair === undefined || repair === 'nothing' || made.has(keyOf(repair))) continue
      made.add(keyOf(repair))
      applyRepair(root, repair)
      if (repair.effect !== undefined) warnings.push(`${repair.effect}: ${fault.reason}.`)
    }
    return made.size > before.size
  }

  return { make }
}

/** A fault in another file counts as a fault of each place in the document that refers to it. */
async function faultsOf(problem: NormalizedProblem, root: unknown, base: string, resolver: BaseResolver): Promise<Fault[]> {
  const reason = reasonOf(problem, base)
  const [place] = problem.location
  const keys = pointerKeys(place?.pointer)
  if (!place || place.source.absoluteRef === base) return [{ at: keys, reason }]
  const places = await referencesTo({ file: place.source.absoluteRef, keys }, root, base, resolver)
  return places.length === 0 ? [{ at: [], reason }] : places.map(at => ({ at, reason }))
}

/** What is left of a document that has a fault as a whole. */
function notUnderstood(reason: string, warnings: readonly string[]): ParsedDocument {
  return {
    root: { openapi: '3.0.3', info: { title: 'OCC', version: '1' }, paths: {} },
    files: [],
    warnings: [...warnings, `Nothing of it can be understood: ${reason}. Correct it, or have it corrected.`],
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
  if (!isRecord(parsed)) throw new OpenApiError(location, 'is not an OpenAPI document: it is not an object.')
  if (isSwagger2(parsed)) return
  if (parsed.openapi === undefined) throw new OpenApiError(location, 'is not an OpenAPI document: `openapi: 3.…` is missing.')
  if (!/^3\.[01]\./.test(`${String(parsed.openapi)}.`)) throw new OpenApiError(location, `is OpenAPI ${String(parsed.openapi)}; OpenAPI 3.0, 3.1 or Swagger 2 is needed.`)
}

/** How many times a document is checked and repaired at most. */
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

function placeOf({ location: [place] }: NormalizedProblem, base: string): string {
  if (!place) return ''
  const file = place.source.absoluteRef
  const within = place.pointer && place.pointer !== '#/' ? ` at ${place.pointer}` : ''
  return `${within}${file === base || isAddress(file) ? '' : ` in ${relative(base, file)}`}`
}
