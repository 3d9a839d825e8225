import type { OccRequestContext } from '../../../src/runtime/server/occ/build-request'
import type { OccOperation } from '../../../src/runtime/server/occ/operation'
import { SapccError } from '../../../src/runtime/sdk/errors'

export const context: OccRequestContext = {
  apiUri: 'https://sap.example:9002/occ/v2',
  baseSiteId: 'electronics',
  userId: 'current',
}

/** A value for everything an operation requires; `/` and `%` in those of the path, to see them encoded. */
export function requiredParams(operation: OccOperation): Record<string, unknown> {
  return Object.fromEntries([
    ...operation.pathParams.filter(({ hasDefault }) => !hasDefault).map(({ name }) => [name, name === 'userId' ? 'current' : `a/b%${name}`]),
    ...operation.queryParams.filter(({ required }) => required).map(({ name }) => [name, `${name} & co`]),
    ...operation.headerParams.filter(({ name, required }) => required && name !== 'host').map(({ name }) => [name, 'token']),
    ...(operation.body?.required ? [[operation.body.name, operation.body.mediaType === 'application/xml' ? '<cXML/>' : { member: 1 }]] : []),
  ])
}

/** The `SapccError` a function throws. Anything else fails the test. */
export function refusal(call: () => unknown): SapccError {
  try {
    call()
  }
  catch (error) {
    if (error instanceof SapccError) return error
    throw error
  }
  throw new Error('The call was not refused.')
}
