/** Names that frameworks and JavaScript itself look up on any object. As methods of the connector, each look-up could become a request. */
const NON_METHOD_NAMES: ReadonlySet<string> = new Set(['then', 'catch', 'finally', 'toJSON', 'constructor', 'valueOf', 'toString'])

const METHOD_NAME = /^[a-z]\w*$/i

/**
 * Whether a property of a connector is a method: its name has the form of an
 * operation's (`getCart`, or `OAuthUserTokenRefresh` of an Alokai middleware).
 */
export function isMethodName(name: string | symbol): name is string {
  return typeof name === 'string' && METHOD_NAME.test(name) && !NON_METHOD_NAMES.has(name)
}

/**
 * Creates an object that has a method for every name of an operation's form; each
 * access returns the same function. Awaiting, serializing or inspecting the object
 * calls no method.
 */
export function createConnector(call: (operation: string, args: unknown[]) => Promise<unknown>): Record<string, (...args: unknown[]) => Promise<unknown>> {
  const methods = new Map<string, (...args: unknown[]) => Promise<unknown>>()
  return new Proxy({}, {
    get(target, name, receiver) {
      if (!isMethodName(name)) return Reflect.get(target, name, receiver) as unknown
      const known = methods.get(name)
      if (known) return known
      const method = (...args: unknown[]) => call(name, args)
      // The shop's code uses fewer names than this. The limit keeps code that tries arbitrary names from filling the memory.
      if (methods.size < 1000) methods.set(name, method)
      return method
    },
  })
}
