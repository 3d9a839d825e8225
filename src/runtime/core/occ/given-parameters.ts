import { forbiddenParameter, invalidParameter, invalidParameters } from './parameter-errors'
import { isGiven } from './parameter-values'
import type { OccRequestLimits } from './parameter-values'

/** Never the names of parameters: they reach for prototypes, choose SAP's host, or change what SAP makes of a request. */
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
export interface GivenParameters {
  /** The value, or `undefined` when it was not given. Marks the parameter as used. */
  use: (name: string) => unknown
  /** As `use`, for a name in whatever case, e.g. `b2BUnit` for `b2bUnit`. */
  useInAnyCase: (name: string) => unknown
  /** Those nobody has used. */
  unused: () => [name: string, value: unknown][]
}

/**
 * Takes a call's parameters in, by their own names only.
 *
 * @param params what the caller gave: nothing, or a plain object.
 * @throws {SapccError} 400 when it is something else, or has a name that is refused.
 */
export function readGivenParameters(params: unknown, limits: OccRequestLimits): GivenParameters {
  const given = new Map<string, unknown>()
  if (isGiven(params)) {
    if (!isPlainObject(params)) throw invalidParameters('must be given as one object.', 'notAnObject')
    const entries = Object.entries(params)
    if (entries.length > limits.parameters) throw invalidParameters(`must not be more than ${limits.parameters}.`, 'tooMany')
    for (const [name, value] of entries) {
      checkName(name)
      if (isGiven(value)) given.set(name, value)
    }
  }
  const used = new Set<string>()
  const use = (name: string) => {
    used.add(name)
    return given.get(name)
  }
  return {
    use,
    useInAnyCase: (name) => {
      if (given.has(name)) return use(name)
      const wanted = name.toLowerCase()
      const alias = [...given.keys()].find(key => key.toLowerCase() === wanted && !used.has(key))
      return alias === undefined ? undefined : use(alias)
    },
    unused: () => [...given].filter(([name]) => !used.has(name)),
  }
}

function checkName(name: string): void {
  const refusal = refusedNames.get(name.toLowerCase())
  if (refusal !== undefined) throw forbiddenParameter(name, refusal)
  if (name === '' || name.length > 200 || /[\p{Cc}\p{Surrogate}]/u.test(name)) throw invalidParameter(name, 'cannot be the name of a parameter.')
}

/** Made by `{}` or `JSON.parse`, in whatever realm, or without a prototype. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
