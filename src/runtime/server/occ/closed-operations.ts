/** Which operation an address belongs to, and whether the shop has closed it. */
import { decodedSlashes, givenPath, isReadAsTemplate, readCallPath } from './call-path'
import type { OccOperation, OccOperationTable } from './operation'
import { readOccPath, readSegment, withoutSuffix } from './read-path'

/** Finds operations that the shop has closed. */
export interface ClosedOperations {
  /**
   * The closed operation that a method and a path belong to.
   *
   * @param path below `/occ/v2`, as received.
   * @returns the operation's name; `undefined` when it is open, or unknown.
   * @throws SapccError 400 for a path that could be read as another one.
   */
  at: (method: string, path: string) => string | undefined
  /**
   * The closed operation that a call of an open one would reach: one with the same address, or with a path that the values
   * of the call make the same.
   *
   * @throws SapccError 400 for values that a path cannot have.
   */
  reachedBy: (operation: OccOperation, params: unknown) => string | undefined
}

/** An operation, found by a method and a path below `/occ/v2`. */
export type OperationAt = (method: string, path: string) => FoundOperation | undefined

/** What {@link OperationAt} finds. */
export interface FoundOperation {
  operationId: string
  operation: OccOperation
  /** Whether the shop has closed it. */
  isClosed: boolean
}

/** An operation with its path by segments; `undefined` for a parameter. */
interface Template extends FoundOperation {
  segments: readonly (string | undefined)[]
}

/** What the operations of a shop are found by. */
export interface OperationAddresses {
  operationAt: OperationAt
  /** Absent when nothing is closed. */
  closed: ClosedOperations | undefined
}

/**
 * Finds operations by their addresses, as SAP's own router does: of several matching
 * paths the more specific one wins. They are compared from the left, and a literal
 * segment wins over a parameter. Literals are compared in whatever case and also without a
 * suffix, because some versions of SAP do so. The table is sorted when it is
 * first asked.
 */
export function createOperationAddresses(open: OccOperationTable, closed: OccOperationTable): OperationAddresses {
  const closedTemplates = templatesOf(closed, true)
  let sorted: Template[] | undefined
  /** Which operations may reach a closed one by plain values: most may not, and are asked often. */
  const reaching = new Map<OccOperation, boolean>()

  function find(method: string, segments: readonly string[]): Template | undefined {
    sorted ??= [...templatesOf(open, false), ...closedTemplates].sort(bySpecificity)
    const found = (of: string) => sorted!.find(template => template.operation.method === of && fits(template.segments, segments))
    // A read is answered for HEAD, too.
    return found(method) ?? (method === 'HEAD' ? found('GET') : undefined)
  }

  /** As SAP reads a path, with suffixes that count and without. */
  function readings(method: string, segments: readonly string[]): (Template | undefined)[] {
    const names = segments.map(segment => segment.toLowerCase())
    return names.some(name => name.includes('.')) ? [find(method, names), find(method, names.map(withoutSuffix))] : [find(method, names)]
  }

  function closedAt(method: string, segments: readonly string[]): string | undefined {
    return readings(method, segments).find(found => found?.isClosed)?.operationId
  }

  function reachesByPlainValues(operation: OccOperation): boolean {
    const known = reaching.get(operation) ?? mayReach(operation, closedTemplates)
    reaching.set(operation, known)
    return known
  }

  return {
    operationAt: (method, path) => readings(method, readOccPath(path, readSegment).segments).find(found => found !== undefined),
    closed: closedTemplates.length === 0
      ? undefined
      : {
          at: (method, path) => closedAt(method, readOccPath(path, readSegment).segments),
          reachedBy(operation, params) {
            const { method, root } = operation
            if (root !== undefined || (isReadAsTemplate(operation, params) && !reachesByPlainValues(operation))) return undefined
            const path = readCallPath(givenPath(operation, params))
            return closedAt(method, path.segments) ?? closedAt(method, decodedSlashes(path)?.segments ?? [])
          },
        },
  }
}

/** Whether one of these templates may be the address of a call of an operation with plain values. */
function mayReach(operation: OccOperation, templates: readonly Template[]): boolean {
  const own = templateSegments(operation)
  return templates.some(({ operation: { method }, segments }) => (method === operation.method || (method === 'GET' && operation.method === 'HEAD'))
    && segments.length === own.length && segments.every((literal, index) => literal === undefined || own[index] === undefined || literal === own[index]))
}

function templatesOf(table: OccOperationTable, isClosed: boolean): Template[] {
  return Object.entries(table).filter(([, { root }]) => root === undefined).map(([operationId, operation]) => ({ operationId, operation, segments: templateSegments(operation), isClosed }))
}

/** A user is a parameter, also where a document has `current` in its path: SAP has no other operation for that. */
function templateSegments({ path }: OccOperation): (string | undefined)[] {
  const { segments, users } = readOccPath(path)
  return segments.map((segment, index) => segment.includes('{') || (users.includes(index) && /^(?:current|anonymous)$/i.test(segment)) ? undefined : segment.toLowerCase())
}

/** Sorts paths of the same number of segments: literals before parameters, from the left; among equal ones closed operations first. */
function bySpecificity(a: Template, b: Template): number {
  if (a.segments.length !== b.segments.length) return a.segments.length - b.segments.length
  for (const index of a.segments.keys()) {
    const difference = Number(a.segments[index] === undefined) - Number(b.segments[index] === undefined)
    if (difference !== 0) return difference
  }
  return Number(b.isClosed) - Number(a.isClosed)
}

function fits(template: Template['segments'], segments: readonly string[]): boolean {
  return template.length === segments.length && template.every((literal, index) => literal === undefined || literal === segments[index])
}
