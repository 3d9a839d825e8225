import type { NormalizedProblem } from '@redocly/openapi-core'
import { isRecord } from '../../runtime/sdk/errors'

/** What of a document cannot be used because of a fault in it. */
export type FaultyPart
  /** An operation, or all of a path where `method` is absent. */
  = | { path: string, method?: string }
  /** A component that others refer to, e.g. `schemas` and `Product`. */
    | { kind: string, name: string }
  /** What no operation depends on. */
    | 'nothing'

const METHODS = new Set(['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace'])

/** Members of a document that operations do without. */
const WITHOUT_OPERATIONS = new Set(['info', 'tags', 'security', 'externalDocs', 'servers'])

/** @returns `undefined` when the document as a whole has the fault. */
export function faultyPart({ location: [place] }: NormalizedProblem, base: string): FaultyPart | undefined {
  if (!place || place.source.absoluteRef !== base) return undefined
  const [member, first, second] = (place.pointer ?? '').replace(/^#\//, '').split('/').map(unescapeSegment)
  if (member === undefined || member === '') return undefined
  if (WITHOUT_OPERATIONS.has(member)) return 'nothing'
  if (member === 'paths' && first !== undefined) return second !== undefined && METHODS.has(second) ? { path: first, method: second } : { path: first }
  if (member === 'components' && first !== undefined) return second === undefined ? undefined : { kind: first, name: second }
  // Members that OpenAPI does not know.
  return member === 'paths' || member === 'components' || member === 'openapi' ? undefined : 'nothing'
}

/**
 * Takes a part out of a document. A component is replaced by one that says nothing, for others refer to it.
 *
 * @param document changed.
 */
export function removePart(document: Record<string, unknown>, part: FaultyPart): void {
  if (part === 'nothing') return
  if ('path' in part) {
    const paths = isRecord(document.paths) ? document.paths : {}
    const item = paths[part.path]
    if (part.method !== undefined && isRecord(item)) Reflect.deleteProperty(item, part.method)
    else Reflect.deleteProperty(paths, part.path)
    return
  }
  const components = isRecord(document.components) ? document.components : {}
  const group = components[part.kind]
  if (isRecord(group)) group[part.name] = part.kind === 'responses' ? { description: '' } : part.kind === 'requestBodies' ? { content: {} } : {}
  else Reflect.deleteProperty(components, part.kind)
}

/** One sentence about a part that was taken out. @param reason in the checker's words. */
export function describePart(part: Exclude<FaultyPart, 'nothing'>, reason: string): string {
  if ('path' in part) return `${part.method === undefined ? 'All of' : part.method.toUpperCase()} ${part.path} is left out: ${reason}.`
  return `The component ${part.kind}/${part.name} counts as one of unknown content: ${reason}.`
}

function unescapeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~')
  }
  catch {
    return segment.replaceAll('~1', '/').replaceAll('~0', '~')
  }
}
