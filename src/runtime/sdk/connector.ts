/** Called by frameworks and the language on any object they meet; answering would turn a probe into a request. */
const NOT_METHODS: ReadonlySet<string> = new Set(['then', 'catch', 'finally', 'toJSON', 'constructor', 'valueOf', 'toString'])

const METHOD_NAME = /^[a-z]\w*$/i

/**
 * Whether a property of a connector is a method: shaped like an operation
 * (`getCart`, and `OAuthUserTokenRefresh` of an Alokai middleware).
 */
export function isMethodName(name: string | symbol): name is string {
  return typeof name === 'string' && METHOD_NAME.test(name) && !NOT_METHODS.has(name)
}

/**
 * An object whose every operation-like property is a method, the same function
 * at each access. Awaiting, serializing or inspecting it calls nothing.
 */
export function createConnector(call: (operation: string, args: unknown[]) => Promise<unknown>): Record<string, (...args: unknown[]) => Promise<unknown>> {
  const methods = new Map<string, (...args: unknown[]) => Promise<unknown>>()
  return new Proxy({}, {
    get(target, name, receiver) {
      if (!isMethodName(name)) return Reflect.get(target, name, receiver) as unknown
      const known = methods.get(name)
      if (known) return known
      const method = (...args: unknown[]) => call(name, args)
      // Bounded by the number of names the shop's own code uses; a loop over made-up names must not grow it.
      if (methods.size < 1000) methods.set(name, method)
      return method
    },
  })
}
