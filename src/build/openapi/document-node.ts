import { isRecord } from '../../runtime/sdk/errors'

/** An object of a document, with members of any kind. */
export type DocumentNode = Readonly<Record<string, unknown>>

/**
 * Follows the `$ref`s of an object within the document.
 *
 * @returns the object itself when it has no `$ref`; `undefined` when the result is not an object.
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

/** Name of the component schema, when the value is a reference to one. */
export function schemaName(value: unknown): string | undefined {
  return isRecord(value) && typeof value.$ref === 'string' && /^#\/components\/schemas\/[^/]+$/.test(value.$ref) ? referencedName(value) : undefined
}

/** Follows one `$ref` within the document. The result may have a `$ref` itself; it is `undefined` for references to other documents. */
export function followReference(root: DocumentNode, reference: string): unknown {
  return /^#\/./.test(reference) ? nodeAt(root, pointerKeys(reference)) : undefined
}

/** The value at a path of keys; `undefined` where there is none. */
export function nodeAt(root: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>((node, key) => (isRecord(node) || Array.isArray(node)) && Object.hasOwn(node, key) ? (node as Record<string, unknown>)[key] : undefined, root)
}

/** Decodes a segment of a JSON pointer in a URI fragment (RFC 6901, section 6). Invalid percent-encoding is left as it is. */
export function unescapeSegment(segment: string): string {
  return decoded(segment).replaceAll('~1', '/').replaceAll('~0', '~')
}

function decoded(text: string): string {
  return isDecodable(text) ? decodeURIComponent(text) : text
}

/** Whether the percent-encoding of a text is valid. */
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
