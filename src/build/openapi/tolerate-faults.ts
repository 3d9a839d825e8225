import { isRecord } from '../../runtime/sdk/errors'
import { isDecodable, nodeAt, unescapeSegment } from './document-node'

/** A fault of a document. */
export interface Fault {
  /** Keys that lead to the faulty part. */
  at: readonly string[]
  /** The linter's message, without a full stop. */
  reason: string
}

/** A change that removes a fault, so that the rest of the document can be used. */
export interface Repair {
  /** Keys that lead to the part that is replaced or removed. */
  at: readonly string[]
  /** The replacement; absent when the part is removed. */
  instead?: unknown
  /** What the user loses, as the beginning of a sentence; absent when no operation depends on the part. */
  effect?: string
}

const METHODS = new Set(['get', 'head', 'post', 'put', 'patch', 'delete', 'options', 'trace'])

/** Members of a path item, beside its operations. */
const MEMBERS_OF_PATH = new Set(['$ref', 'description', 'parameters', 'servers', 'summary'])

/** Members of an operation that calls depend on. */
const RELEVANT_MEMBERS = new Set(['operationId', 'parameters', 'requestBody', 'responses', 'servers'])

/** Members of an operation that calls do not depend on. */
const IRRELEVANT_MEMBERS = new Set(['callbacks', 'deprecated', 'description', 'externalDocs', 'security', 'summary', 'tags'])

const STATUS = /^(?:[1-5](?:\d\d|xx)|default)$/i

const unknownContent = () => ({ 'application/json': {} })
const unknownResponse = () => ({ description: '', content: unknownContent() })

/**
 * Finds the smallest part of a document that has to be replaced or removed because
 * of a fault. A part that only affects types is replaced by unknown content, so that
 * the method is kept.
 *
 * @param tried whether a repair was made before and did not help; a larger part is chosen then.
 * @returns `nothing` when no operation depends on the faulty part; `undefined` when the document as a whole is faulty.
 */
export function repairOf(document: unknown, { at }: Fault, tried: (repair: Repair) => boolean): Repair | 'nothing' | undefined {
  const [member, first] = at
  if (member === undefined || member === 'openapi') return undefined
  // Redocly's linter looks names up in plain objects, and so takes those that every object has for its own. What is no schema is a fault, see `faultsOfObjectNames`.
  if (at.at(-2) === 'properties' && at.at(-1)! in Object.prototype && isRecord(nodeAt(document, at))) return 'nothing'
  // `info`, `servers` and others, and members that OpenAPI does not know.
  if (member !== 'paths' && member !== 'components') return 'nothing'
  if (member === 'paths' && first === undefined) return undefined
  const repairs = [missingComponent(document, at), ...(member === 'paths' ? ofPath(document, at) : ofComponents(at))]
  return repairs.find(repair => repair !== undefined && !tried(repair))
}

/** Members whose content is data, not schemas. */
const DATA = new Set(['const', 'default', 'enum', 'example', 'examples'])

/** Properties of schemas which are no schemas, of names that every object has: the linter does not find these, and the generator of types fails at them. */
export function* faultsOfObjectNames(node: unknown, at: readonly string[] = []): Generator<Fault> {
  if (Array.isArray(node) || isRecord(node)) {
    for (const [key, value] of Object.entries(node) as [string, unknown][]) {
      const place = [...at, key]
      if (at.at(-1) === 'properties' && key in Object.prototype && !isRecord(value) && typeof value !== 'boolean') yield { at: place, reason: `the property ${key} is not a schema` }
      else if (!DATA.has(key) || at.at(-1) === 'properties') yield* faultsOfObjectNames(value, place)
    }
  }
}

/** Applies a repair. @param document changed in place. */
export function applyRepair(document: Record<string, unknown>, { at, instead }: Repair): void {
  const key = at.at(-1)!
  let owner: Record<string, unknown> | unknown[] = document
  for (const name of at.slice(0, -1)) {
    const next: unknown = (owner as Record<string, unknown>)[name]
    // `components`, or one of its lists, may be missing or not be an object.
    owner = isRecord(next) || (Array.isArray(next) && at[0] === 'paths') ? next : ((owner as Record<string, unknown>)[name] = {})
  }
  if (instead === undefined) Reflect.deleteProperty(owner, key)
  else (owner as Record<string, unknown>)[key] = instead
}

/** Adds a missing component: the reference to it still has its name. */
function missingComponent(document: unknown, at: readonly string[]): Repair | undefined {
  const node = nodeAt(document, at)
  const [, kind, name] = isRecord(node) && typeof node.$ref === 'string' ? /^#\/components\/([^/]+)\/([^/]+)$/.exec(node.$ref) ?? [] : []
  if (kind === undefined || name === undefined || !isDecodable(name)) return undefined
  const place = ['components', kind, unescapeSegment(name)]
  if (nodeAt(document, place) !== undefined) return undefined
  const instead = unknownComponent(kind)
  return instead && { at: place, instead, effect: `The component ${kind}/${place[2]} is treated as one of unknown content` }
}

function* ofComponents([, kind, name]: readonly string[]): Generator<Repair> {
  if (kind === undefined) return yield { at: ['components'], instead: {}, effect: 'The components are left out' }
  if (name === undefined) return yield { at: ['components', kind], effect: `The components/${kind} are left out` }
  const instead = unknownComponent(kind)
  if (instead) yield { at: ['components', kind, name], instead, effect: `The component ${kind}/${name} is treated as one of unknown content` }
  yield { at: ['components', kind, name], effect: `The component ${kind}/${name} is left out` }
}

function unknownComponent(kind: string): object | undefined {
  switch (kind) {
    case 'schemas': return {}
    case 'responses': return unknownResponse()
    case 'requestBodies': return { content: unknownContent() }
    default: return undefined
  }
}

function* ofPath(document: unknown, at: readonly string[]): Generator<Repair | undefined> {
  const [, path = '', member, ...within] = at
  if (member !== undefined && METHODS.has(member)) {
    const user = `${member.toUpperCase()} ${path}`
    yield* ofOperation(document, ['paths', path, member], user, within)
    yield { at: ['paths', path, member], effect: `${user} is left out` }
  }
  else if (member === 'parameters') {
    yield ofParameter(document, at.slice(0, 4), `Every operation of ${path}`, within.slice(1))
  }
  else if (member !== undefined && !MEMBERS_OF_PATH.has(member) && within.length === 0) {
    yield { at: ['paths', path, member], effect: `"${member}" of ${path} is left out` }
  }
  yield { at: ['paths', path], effect: `All of ${path} is left out` }
}

function* ofOperation(document: unknown, place: readonly string[], user: string, [member, key, ...rest]: readonly string[]): Generator<Repair | undefined> {
  const ofAnswer = `${user} has a response of unknown content`
  const ofBody = `${user} has a body of unknown content`
  const allAnswers = { at: [...place, 'responses'], instead: { default: unknownResponse() }, effect: ofAnswer }
  switch (member) {
    case undefined:
      if (!isRecord(nodeAt(document, [...place, 'responses']))) yield allAnswers
      return
    case 'responses':
      if (key !== undefined && STATUS.test(key)) {
        yield ofContent([...place, member, key], rest, ofAnswer)
        yield { at: [...place, member, key], instead: unknownResponse(), effect: ofAnswer }
      }
      else if (key !== undefined) {
        yield { at: [...place, member, key] }
      }
      yield allAnswers
      return
    case 'requestBody':
      yield ofContent([...place, member], [key, ...rest], ofBody)
      yield { at: [...place, member], instead: { content: unknownContent() }, effect: ofBody }
      return
    case 'parameters':
      if (key !== undefined) yield ofParameter(document, [...place, member, key], user, rest)
      return
    default:
      if (IRRELEVANT_MEMBERS.has(member)) yield { at: [...place, member] }
      else if (!RELEVANT_MEMBERS.has(member)) yield { at: [...place, member], effect: `"${member}" of ${user} is left out` }
  }
}

/** Repairs the content of a response or a body; the second parameter has the keys of the fault below `place`. */
function ofContent(place: readonly string[], [content, media, member]: readonly (string | undefined)[], effect: string): Repair | undefined {
  if (content !== 'content' || media === undefined || member === undefined) return undefined
  const at = [...place, content, media, member]
  return member === 'schema' ? { at, instead: {}, effect } : { at }
}

/** Calls can set a parameter that has a name, even when its type is unknown. */
function ofParameter(document: unknown, place: readonly string[], user: string, [member]: readonly string[]): Repair | undefined {
  const node = nodeAt(document, place)
  const isUntyped = isRecord(node) && typeof node.name === 'string' && node.schema === undefined && node.content === undefined
  return member === 'schema' || (member === undefined && isUntyped)
    ? { at: [...place, 'schema'], instead: {}, effect: `${user} has a parameter of unknown type` }
    : undefined
}
