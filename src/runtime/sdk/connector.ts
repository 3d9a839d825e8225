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

/** The shop's code uses fewer names than this. The limit keeps code that tries arbitrary names from filling the memory. */
const MAX_METHODS = 1000

/**
 * Creates an object that has a method for every name of an operation's form; each
 * access returns the same function. Awaiting, serializing or inspecting the object
 * calls no method. A method can be replaced, as by `vi.spyOn`, and deleted again.
 *
 * @param find returns the method of a name when it is accessed for the first time.
 * @param own object that keeps the methods; its other properties are those of the result.
 */
export function createMethods(find: (name: string) => unknown, own: Record<string, unknown> = {}): Record<string, unknown> {
  let count = 0
  return new Proxy(own, {
    has: (_, name) => isMethodName(name),
    get(_, name) {
      if (!isMethodName(name) || Object.hasOwn(own, name)) return own[name as string]
      const method = find(name)
      if (count++ < MAX_METHODS) own[name] = method
      return method
    },
  })
}

/** Creates the connector of the SDK module: an object of methods that all do the same, with their name. */
export function createConnector(call: (operation: string, args: unknown[]) => Promise<unknown>): Record<string, (...args: unknown[]) => Promise<unknown>> {
  return createMethods(operation => (...args: unknown[]) => call(operation, args)) as ReturnType<typeof createConnector>
}
