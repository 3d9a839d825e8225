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

/** A path of operations, by segments; `undefined` for a parameter. */
interface Template {
  name: string
  method: string
  segments: readonly (string | undefined)[]
  isClosed: boolean
}

/**
 * Finds closed operations by their addresses, as SAP's own router does: of the
 * paths that fit, the one with the first literal segment where the others have a
 * parameter counts. Literals are compared in whatever case and without `.json`
 * or `.xml`, because some versions of SAP do so.
 *
 * @returns `undefined` when nothing is closed.
 */
export function createClosedOperations(open: OccOperationTable, closed: OccOperationTable): ClosedOperationOf | undefined {
  const closedTemplates = templatesOf(closed, true)
  if (closedTemplates.length === 0) return undefined
  const templates = [...templatesOf(open, false), ...closedTemplates].sort(bySpecificity)
  return (method, path) => {
    const segments = segmentsOf(path).map(readSegment)
    const asked = method === 'HEAD' ? ['HEAD', 'GET'] : [method]
    const found = templates.find(template => asked.includes(template.method) && fits(template.segments, segments))
    return found?.isClosed ? found.name : undefined
  }
}

function templatesOf(table: OccOperationTable, isClosed: boolean): Template[] {
  return Object.entries(table).filter(([, { root }]) => root === undefined).map(([name, operation]) => ({ name, method: operation.method, segments: templateSegments(operation), isClosed }))
}

function templateSegments({ path }: OccOperation): (string | undefined)[] {
  return segmentsOf(path).map(segment => segment.includes('{') ? undefined : plain(segment))
}

function segmentsOf(path: string): string[] {
  return path.replace(/^\/+|\/+$/g, '').split('/')
}

/** Only paths of one length are compared with each other: literals before parameters, from the left; among equals closed ones first. */
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
