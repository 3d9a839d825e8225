import { isRecord } from '../../runtime/sdk/errors'

/** An object of a document, with members of any kind. */
export type DocumentNode = Readonly<Record<string, unknown>>

/**
 * The object itself, or what its `$ref` points to within the document;
 * `undefined` for anything else.
 */
export function resolveNode(root: DocumentNode, value: unknown): DocumentNode | undefined {
  let node: unknown = value
  for (let hops = 0; isRecord(node) && typeof node.$ref === 'string' && hops < 20; hops++) node = followReference(root, node.$ref)
  return isRecord(node) && typeof node.$ref !== 'string' ? node : undefined
}

/** Name of the component a `$ref` points to, e.g. `OrderEntry`. */
export function referencedName(value: unknown): string | undefined {
  return isRecord(value) && typeof value.$ref === 'string' ? unescapeSegment(value.$ref.split('/').at(-1) ?? '') : undefined
}

/** Name of the schema that a value refers to and is nothing but. */
export function schemaName(value: unknown): string | undefined {
  return isRecord(value) && typeof value.$ref === 'string' && /^#\/components\/schemas\/[^/]+$/.test(value.$ref) ? referencedName(value) : undefined
}

/** What a `$ref` points to within the document, which may have a `$ref` itself. */
export function followReference(root: DocumentNode, reference: string): unknown {
  return /^#\/./.test(reference) ? nodeAt(root, pointerKeys(reference)) : undefined
}

/** What the keys lead to; `undefined` where there is nothing. */
export function nodeAt(root: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((node, key) => (isRecord(node) || Array.isArray(node)) && Object.hasOwn(node, key) ? (node as Record<string, unknown>)[key] : undefined, root)
}

/** RFC 6901, as part of an address; also of one that is not encoded as it should be. */
export function unescapeSegment(segment: string): string {
  return decoded(segment).replaceAll('~1', '/').replaceAll('~0', '~')
}

function decoded(text: string): string {
  return isDecodable(text) ? decodeURIComponent(text) : text
}

/** Whether percent signs in an address mean something. */
export function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  }
  catch {
    return false
  }
}

/** The keys of a JSON pointer such as `#/paths/~1x/get`. */
export function pointerKeys(pointer: string | undefined): string[] {
  const keys = (pointer ?? '').replace(/^#?\/?/, '')
  return keys === '' ? [] : keys.split('/').map(unescapeSegment)
}
