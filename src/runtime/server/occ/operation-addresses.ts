/** Which operation an address belongs to. */
import type { OccOperation, OccOperationTable } from './operation'
import { decodeStrictly, comparableSegment, parsePath } from './parse-path'

/** An operation, found by a method and a path below `/occ/v2`. @throws SapccError 400 for a path that could be read as another one. */
export type OperationAt = (method: string, path: string) => FoundOperation | undefined

/** What {@link OperationAt} finds. */
export interface FoundOperation {
  operationId: string
  operation: OccOperation
  /** Whether the shop has closed it. */
  isClosed: boolean
}

/** An operation with the segments of its path; `undefined` for a parameter. */
export interface AddressTemplate extends FoundOperation {
  segments: readonly (string | undefined)[]
}

/** Finds operations by their addresses. */
export interface AddressLookup {
  operationAt: OperationAt
  /**
   * The operation at decoded segments. If one of them contains a dot, a second entry: the operation at the segments without
   * suffixes (`.json`). Each may be `undefined`.
   */
  candidates: (method: string, segments: readonly string[]) => readonly (FoundOperation | undefined)[]
  /** The operations that the shop has closed. */
  closed: readonly AddressTemplate[]
}

/**
 * Finds operations by their addresses, as SAP's own router does: of several matching paths the more specific one wins. They
 * are compared from the left, and a literal segment wins over a parameter. Literals are compared in whatever case and also
 * without a suffix, because some versions of SAP do so. The table is sorted when it is first asked.
 *
 * @param closed win over open operations with the same address.
 */
export function createAddressLookup(open: OccOperationTable, closed: OccOperationTable): AddressLookup {
  const closedTemplates = addressTemplates(closed, true)
  let sorted: AddressTemplate[] | undefined

  function find(method: string, segments: readonly string[]): AddressTemplate | undefined {
    sorted ??= [...addressTemplates(open, false), ...closedTemplates].sort(bySpecificity)
    const found = (of: string) => sorted!.find(template => template.operation.method === of && fits(template.segments, segments))
    // A read is answered for HEAD, too.
    return found(method) ?? (method === 'HEAD' ? found('GET') : undefined)
  }

  function candidates(method: string, segments: readonly string[]): (AddressTemplate | undefined)[] {
    const names = segments.map(segment => segment.toLowerCase())
    return names.some(name => name.includes('.')) ? [find(method, names), find(method, names.map(comparableSegment))] : [find(method, names)]
  }

  return { candidates, closed: closedTemplates, operationAt: (method, path) => candidates(method, parsePath(path, decodeStrictly).segments).find(found => found !== undefined) }
}

/** The operations of a table that have an address below `/occ/v2`. */
function addressTemplates(table: OccOperationTable, isClosed: boolean): AddressTemplate[] {
  return Object.entries(table).filter(([, { root }]) => root === undefined).map(([operationId, operation]) => ({ operationId, operation, segments: templateSegments(operation), isClosed }))
}

/** A user is a parameter, also where a document has `current` in its path: SAP has no other operation for that. */
export function templateSegments({ path }: OccOperation): (string | undefined)[] {
  const { segments, users } = parsePath(path)
  return segments.map((segment, index) => segment.includes('{') || (users.includes(index) && /^(?:current|anonymous)$/i.test(segment)) ? undefined : segment.toLowerCase())
}

/** Sorts paths of the same number of segments: literals before parameters, from the left; among equal ones closed operations first. */
function bySpecificity(a: AddressTemplate, b: AddressTemplate): number {
  if (a.segments.length !== b.segments.length) return a.segments.length - b.segments.length
  for (const index of a.segments.keys()) {
    const difference = Number(a.segments[index] === undefined) - Number(b.segments[index] === undefined)
    if (difference !== 0) return difference
  }
  return Number(b.isClosed) - Number(a.isClosed)
}

function fits(template: AddressTemplate['segments'], segments: readonly string[]): boolean {
  return template.length === segments.length && template.every((literal, index) => literal === undefined || literal === segments[index])
}
