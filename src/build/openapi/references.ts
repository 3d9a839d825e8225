import { isRecord } from '../../runtime/sdk/errors'
import { followReference, isDecodable, pointerKeys, schemaName } from './document-node'
import type { DocumentNode } from './document-node'
import type { Fault } from './tolerate-faults'

/** A `$ref` of a document. */
export interface Reference {
  /** Keys that lead to the object with the `$ref`. */
  at: readonly string[]
  /** Value of the `$ref`. */
  ref: string
}

/** All references in a part of a document. */
export function referencesIn(node: unknown): Reference[] {
  const found: Reference[] = []
  const open: [value: unknown, at: readonly string[]][] = [[node, []]]
  for (let next = open.pop(); next; next = open.pop()) {
    const [value, at] = next
    if (typeof value !== 'object' || value === null) continue
    if (isRecord(value) && typeof value.$ref === 'string') found.push({ at, ref: value.$ref })
    for (const [key, member] of Object.entries(value)) open.push([member, [...at, key]])
  }
  return found
}

/**
 * Finds references that can never be resolved: those with invalid percent-encoding,
 * circular ones, and schemas that contain themselves by `allOf`, `anyOf` or `oneOf`
 * (a property or list of the same schema is fine). Neither Redocly's linter nor
 * TypeScript can handle them.
 */
export function unresolvableReferences(root: DocumentNode): Fault[] {
  const faults: Fault[] = []
  for (const { at, ref } of referencesIn(root)) {
    if (!isDecodable(ref)) faults.push({ at, reason: `Its reference "${ref}" is not a valid URL` })
    else if (isCircular(root, at, ref)) faults.push({ at, reason: `Its reference "${ref}" leads back to itself` })
  }
  const schemas = isRecord(root.components) && isRecord(root.components.schemas) ? root.components.schemas : {}
  const parts = new Map(Object.entries(schemas).map(([name, schema]) => [name, partsOf(schema)]))
  for (const name of parts.keys()) {
    if (reaches(parts, name, name)) faults.push({ at: ['components', 'schemas', name], reason: 'It is a part of itself (by `allOf`, `anyOf` or `oneOf`)' })
  }
  return faults
}

/** Whether a reference leads back to the object that has it. A reference into such a circle is no fault: it can be resolved once the circle is removed. */
function isCircular(root: DocumentNode, at: readonly string[], ref: string): boolean {
  const home = at.join('\n')
  const seen = new Set<string>()
  for (let current: unknown = ref; typeof current === 'string' && current.startsWith('#') && !seen.has(current);) {
    if (pointerKeys(current).join('\n') === home) return true
    seen.add(current)
    const node = followReference(root, current)
    current = isRecord(node) ? node.$ref : undefined
  }
  return false
}

/** Names of the schemas that a schema is composed of by `allOf`, `anyOf` or `oneOf`; those of its properties do not count. */
function partsOf(schema: unknown): string[] {
  const name = schemaName(schema)
  if (name !== undefined) return [name]
  if (!isRecord(schema)) return []
  return ['allOf', 'anyOf', 'oneOf'].flatMap(key => Array.isArray(schema[key]) ? schema[key].flatMap(partsOf) : [])
}

function reaches(parts: ReadonlyMap<string, string[]>, from: string, to: string): boolean {
  const seen = new Set<string>()
  const open = [...parts.get(from) ?? []]
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (name === to) return true
    if (seen.has(name)) continue
    seen.add(name)
    open.push(...parts.get(name) ?? [])
  }
  return false
}
