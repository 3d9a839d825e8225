import { isRecord } from '../../../src/runtime/sdk/errors'
import { operations } from '../../../src/runtime/server/occ/operations'
import type { PreparedCall } from '../../../src/runtime/server/operations/prepare-call'
import { fakeScope } from '../fake-request'

/** A call of a visitor who is not signed in, for the base site `electronics`. */
export function preparedCall(operationId: string, given: Partial<PreparedCall> = {}): PreparedCall {
  const params = given.params
  return {
    scope: fakeScope(),
    operationId,
    operation: operations[operationId]!,
    params,
    signal: undefined,
    hasTurn: false,
    isInternal: false,
    caller: undefined,
    userId: 'anonymous',
    site: { baseSiteId: 'electronics' },
    baseSiteId: isRecord(params) && typeof params.baseSiteId === 'string' ? params.baseSiteId : 'electronics',
    defaults: {},
    visitor: undefined,
    headers: undefined,
    ...given,
  }
}
