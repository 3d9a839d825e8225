/** Which operations the shop has closed, by their addresses. */
import { hasInertValues, parseUnambiguousPath, encodedPathOfCall, splitAtEncodedDelimiters } from './call-path'
import type { OccOperation } from './operation'
import { templateSegments } from './operation-addresses'
import type { AddressTemplate, AddressLookup } from './operation-addresses'
import { decodeStrictly, parsePath } from './parse-path'

/** Finds operations that the shop has closed. */
export interface ClosedOperations {
  /**
   * The closed operation that an address belongs to.
   *
   * @param path below `/occ/v2`, as received.
   * @returns the operation's name, which the table of closed operations has for it; `undefined` when it is open, or unknown.
   * @throws SapccError 400 for a path that could be read as another one.
   */
  atAddress: (method: string, path: string) => string | undefined
  /**
   * The closed operation that a call of an open one would reach: one with the same address, or with a path that the values
   * of the call make the same.
   *
   * @returns as {@link atAddress}.
   * @throws SapccError 400 for values that a path cannot have.
   */
  reachedByCall: (operation: OccOperation, params: unknown) => string | undefined
}

/** @returns `undefined` when nothing is closed. */
export function createClosedOperations({ candidates, closed }: Pick<AddressLookup, 'candidates' | 'closed'>): ClosedOperations | undefined {
  if (closed.length === 0) return undefined
  /** What {@link canHaveAddressOf} says of each operation, which is asked with each call. */
  const answers = new Map<OccOperation, boolean>()

  function closedAt(method: string, segments: readonly string[]): string | undefined {
    return candidates(method, segments).find(found => found?.isClosed)?.operationId
  }

  function canHaveClosedAddress(operation: OccOperation): boolean {
    const answer = answers.get(operation) ?? canHaveAddressOf(closed, operation)
    answers.set(operation, answer)
    return answer
  }

  return {
    atAddress: (method, path) => closedAt(method, parsePath(path, decodeStrictly).segments),
    reachedByCall(operation, params) {
      const { method, root } = operation
      if (root !== undefined || (hasInertValues(operation, params) && !canHaveClosedAddress(operation))) return undefined
      const path = parseUnambiguousPath(encodedPathOfCall(operation, params))
      return closedAt(method, path.segments) ?? closedAt(method, splitAtEncodedDelimiters(path)?.segments ?? [])
    },
  }
}

/** Whether a call of an operation, with inert values, may have the address of one of these. */
function canHaveAddressOf(templates: readonly AddressTemplate[], operation: OccOperation): boolean {
  const own = templateSegments(operation)
  return templates.some(({ operation: { method }, segments }) => (method === operation.method || (method === 'GET' && operation.method === 'HEAD'))
    && segments.length === own.length && segments.every((literal, index) => literal === undefined || own[index] === undefined || literal === own[index]))
}
