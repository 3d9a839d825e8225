import { forbiddenParameter, invalidParameter, invalidParameters } from './parameter-errors'
import { isGiven } from './parameter-values'
import type { OccRequestLimits } from './parameter-values'

/** Names that no parameter may have: they would reach prototypes, choose SAP's host, or change how SAP reads the request. */
const refusedNames = new Map([
  ['__proto__', 'is not allowed.'],
  ['constructor', 'is not allowed.'],
  ['prototype', 'is not allowed.'],
  ['host', 'comes from the configuration only.'],
  // Spring reads a bearer token and another HTTP method from the query as well.
  ['access_token', 'is not allowed; the session decides who calls.'],
  ['_method', 'is not allowed; the operation decides the method.'],
])

/** The parameters of one call, and which of them have been used. */
export class GivenParameters {
  // Declared without initialisers: when Nitro compiles to ES2019, class fields become calls of `defineProperty`, which cost time at each request.
  declare private readonly params: Readonly<Record<string, unknown>>
  declare private readonly names: readonly string[]
  /** There are few, so that a list is faster than a set. */
  declare private readonly used: string[]

  /**
   * @param params a plain object.
   * @param names its keys.
   * @throws {SapccError} 400 when a name is refused.
   */
  constructor(params: Readonly<Record<string, unknown>>, names: readonly string[]) {
    for (const name of names) checkName(name)
    this.params = params
    this.names = names
    this.used = []
  }

  /** The value, or `undefined` when it was not given. Marks the parameter as used. */
  use(name: string): unknown {
    const value = this.value(name)
    if (value !== undefined && !this.used.includes(name)) this.used.push(name)
    return value
  }

  /** As `use`, in any case of the name, e.g. `b2BUnit` for `b2bUnit`. */
  takeIgnoringCase(name: string): unknown {
    if (this.value(name) !== undefined) return this.use(name)
    const wanted = name.toLowerCase()
    const alias = this.unused().find(([other]) => other.toLowerCase() === wanted)
    return alias && this.use(alias[0])
  }

  /** Those that no part of the request has used. */
  unused(): [name: string, value: unknown][] {
    if (this.used.length === this.names.length) return []
    return this.names.filter(name => !this.used.includes(name) && this.value(name) !== undefined).map(name => [name, this.value(name)])
  }

  /** Reads own properties only, never a prototype's; `null` counts as not given. */
  private value(name: string): unknown {
    return this.names.includes(name) ? this.params[name] ?? undefined : undefined
  }
}

/**
 * Takes a call's parameters in, by their own names only.
 *
 * @param params what the caller gave: nothing, or a plain object.
 * @throws {SapccError} 400 when it is something else, or has a name that is refused.
 */
export function readGivenParameters(params: unknown, limits: OccRequestLimits): GivenParameters {
  if (!isGiven(params)) return new GivenParameters({}, [])
  if (!isPlainObject(params)) throw invalidParameters('must be given as one object.', 'notAnObject')
  const names = Object.keys(params)
  if (names.length > limits.parameters) throw invalidParameters(`must not be more than ${limits.parameters}.`, 'tooMany')
  return new GivenParameters(params, names)
}

const PLAIN_NAME = /^\w{1,200}$/

function checkName(name: string): void {
  const refusal = refusedNames.get(name.toLowerCase())
  if (refusal !== undefined) throw forbiddenParameter(name, refusal)
  if (PLAIN_NAME.test(name)) return
  if (name === '' || name.length > 200 || /[\p{Cc}\p{Surrogate}]/u.test(name)) throw invalidParameter(name, 'cannot be the name of a parameter.')
}

/** Made by `{}` or `JSON.parse`, in whatever realm, or without a prototype. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
