/** What a call is about, by the places of its parameters in the path, whatever a document calls them. */
import type { OccOperation } from './operation'
import type { PathParameterSubject } from './path-parameters'

type Params = Readonly<Record<string, unknown>> | undefined

/** The user that a call names; `undefined` or `null` where it names none. */
export function namedUser(operation: Pick<OccOperation, 'pathParams'>, params: Params): unknown {
  return params?.[nameOf(operation, 'user') ?? 'userId']
}

/** The base site that a call names; `undefined` or `null` where it names none. */
export function namedSite(operation: Pick<OccOperation, 'pathParams'>, params: Params): unknown {
  return params?.[nameOf(operation, 'site') ?? 'baseSiteId']
}

/** Whether the path of an operation has a user. */
export function hasUser(operation: Pick<OccOperation, 'pathParams'>): boolean {
  return nameOf(operation, 'user') !== undefined
}

function nameOf({ pathParams }: Pick<OccOperation, 'pathParams'>, subject: PathParameterSubject): string | undefined {
  return pathParams.find(parameter => parameter.subject === subject)?.name
}
