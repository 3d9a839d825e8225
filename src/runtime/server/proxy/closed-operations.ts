import type { OccOperation, OccOperationTable } from '../occ/operation'
import { readSegment } from './path'

/**
 * The operation that a method and a path belong to, if the shop has closed it.
 *
 * @param path below `/occ/v2`, as received.
 * @returns the operation's name; `undefined` when it is open, or unknown.
 * @throws SapccError 400 for a path that could be read as another one.
 */
export type ClosedOperationOf = (method: string, path: string) => string | undefined

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

/**
 * Finds operations by their addresses, as SAP's own router does: of several matching
 * paths the more specific one wins. They are compared from the left, and a literal
 * segment wins over a parameter. Literals are compared in whatever case and without `.json`
 * or `.xml`, because some versions of SAP do so. The table is sorted when it is
 * first asked.
 *
 * @returns throws `SapccError` 400 for a path that could be read as another one.
 */
export function createOperationAt(open: OccOperationTable, closed: OccOperationTable): OperationAt {
  let sorted: Template[] | undefined
  return (method, path) => {
    sorted ??= [...templatesOf(open, false), ...templatesOf(closed, true)].sort(bySpecificity)
    const segments = segmentsOf(path).map(readSegment)
    const asked = method === 'HEAD' ? ['HEAD', 'GET'] : [method]
    return sorted.find(template => asked.includes(template.operation.method) && fits(template.segments, segments))
  }
}

/** @param operationAt finds the operations that are closed, too. @returns `undefined` when nothing is closed. */
export function createClosedOperations(closed: OccOperationTable, operationAt: OperationAt): ClosedOperationOf | undefined {
  if (templatesOf(closed, true).length === 0) return undefined
  return (method, path) => {
    const found = operationAt(method, path)
    return found?.isClosed ? found.operationId : undefined
  }
}

function templatesOf(table: OccOperationTable, isClosed: boolean): Template[] {
  return Object.entries(table).filter(([, { root }]) => root === undefined).map(([operationId, operation]) => ({ operationId, operation, segments: templateSegments(operation), isClosed }))
}

function templateSegments({ path }: OccOperation): (string | undefined)[] {
  return segmentsOf(path).map(segment => segment.includes('{') ? undefined : plain(segment))
}

function segmentsOf(path: string): string[] {
  return path.replace(/^\/+|\/+$/g, '').split('/')
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
  return template.length === segments.length && template.every((literal, index) => literal === undefined || literal === plain(segments[index]!))
}

function plain(segment: string): string {
  return segment.trim().toLowerCase().replace(/\.(?:json|xml)$/, '')
}
