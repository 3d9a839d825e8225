import type { BaseResolver } from '@redocly/openapi-core'
import { nodeAt, pointerKeys } from './document-node'
import { referencesIn } from './references'

/** A place in one of the files that a document consists of. */
export interface PlaceInFile {
  /** Absolute path or URL. */
  file: string
  keys: readonly string[]
}

/**
 * Finds where a document refers to a place in another file, directly or through further files.
 *
 * @param root root object of the document.
 * @param base the document's own path or URL.
 * @returns keys that lead to the objects with the references; none when the place is not reached from the document.
 */
export async function referencesTo(place: PlaceInFile, root: unknown, base: string, resolver: BaseResolver): Promise<(readonly string[])[]> {
  const externalReferences = referencesIn(root).filter(({ ref }) => !ref.startsWith('#'))
  const reached = await Promise.all(externalReferences.map(({ ref }) => placesReachedFrom(ref, base, base, resolver)))
  return externalReferences.filter((_, index) => reached[index]!.some(({ file, keys }) => file === place.file && keys.every((key, depth) => key === place.keys[depth]))).map(({ at }) => at)
}

async function placesReachedFrom(first: string, from: string, base: string, resolver: BaseResolver): Promise<PlaceInFile[]> {
  const found = new Map<string, PlaceInFile>()
  const open = [{ ref: first, from }]
  for (let next = open.pop(); next; next = open.pop()) {
    const [address = '', pointer] = next.ref.split('#')
    const file = address === '' ? next.from : resolver.resolveExternalRef(next.from, address)
    const id = `${file}#${pointer ?? ''}`
    // References back into the document are not followed: its own parts are checked there.
    if (file === base || found.has(id)) continue
    const keys = pointerKeys(pointer)
    found.set(id, { file, keys })
    // A file that cannot be read or parsed has no further references.
    const document = await resolver.resolveDocument(null, file).catch(() => undefined)
    if (!document || document instanceof Error) continue
    open.push(...referencesIn(nodeAt(document.parsed, keys)).map(({ ref }) => ({ ref, from: file })))
  }
  return [...found.values()]
}
