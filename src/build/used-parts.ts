/** The parts of the SDK that a configuration may use. */
export interface UsedParts {
  /**
   * More of Alokai's SDK than modules with options: extensions (the third argument of `buildModule`), interceptors,
   * subscribers, overrides, utils, or modules of others.
   */
  extensions: boolean
  /** The `middlewareModule` of the context. */
  middlewareModule: boolean
  /** The options `logger`, `errorHandler` and `httpClient`. */
  requestOptions: boolean
}

/** Functions of this module that return the function they are given. */
const WRAPPERS = ['defineSdkConfig', 'defineSapccSdkConfig']

const REQUEST_OPTIONS = ['logger', 'errorHandler', 'httpClient']

const ALL: UsedParts = { extensions: true, middlewareModule: true, requestOptions: true }

/** A node of a syntax tree, as far as it is looked at. */
interface Node {
  type: string
  name?: string
  /** The text of a string literal, or the value (a node) of a property. */
  value?: unknown
  computed?: boolean
  declaration?: Node
  callee?: Node
  /** Of imports. */
  source?: Node
  specifiers?: Node[]
  imported?: Node
  local?: Node
  arguments?: Node[]
  params?: Node[]
  properties?: Node[]
  key?: Node
  body?: Node
}

/**
 * Finds the parts of the SDK that an `sdk.config` may use.
 *
 * A part that is left out by mistake is missing in production only, because development takes all of them. So a part
 * counts as unused only in a file of the form `export default defineSdkConfig(({ buildModule, sapccModule }) => …)`. For
 * `extensions` and `requestOptions`, `buildModule` and `sapccModule` must also stand only in the destructuring and in calls
 * such as `buildModule(sapccModule, …)`.
 *
 * @param source text of the file.
 */
export async function findUsedParts(source: string): Promise<UsedParts> {
  const nodes = await parse(source)
  const factory = nodes && factoryOf(nodes)
  const context = factory?.params?.[0]?.properties
  if (!nodes || !factory || !context || !context.every(isPlainName)) return ALL
  const calls = nodes.filter(isModuleCall)
  const modules = calls.filter(({ arguments: [module] = [] }) => isNamed(module, 'sapccModule'))
  const known = new Set<unknown>([...context.flatMap(({ key, value }) => [key, value]), ...calls.map(({ callee }) => callee), ...modules.map(({ arguments: [module] = [] }) => module)])
  const isKnown = !mentions(nodes, 'buildModule', known) && !mentions(nodes, 'sapccModule', known)
  return {
    extensions: !isKnown || calls.length > modules.length || !modules.every(hasNoExtension) || !isListOf(modules, factory.body!),
    middlewareModule: context.some(({ key }) => isNamed(key, 'middlewareModule')),
    requestOptions: !isKnown || !modules.every(hasPlainOptions),
  }
}

/** @returns all nodes of the file; `undefined` where there is no parser, or for what it does not understand: the bundler will tell what is wrong with it. */
async function parse(source: string): Promise<Node[] | undefined> {
  try {
    // Every Nuxt app has Vue's compiler, which has a parser for TypeScript.
    const { babelParse } = await import('vue/compiler-sfc')
    return [...nodesIn(babelParse(source, { sourceType: 'module', plugins: ['typescript'] }).program)]
  }
  catch {
    return undefined
  }
}

function* nodesIn(value: unknown): Generator<Node> {
  if (typeof value !== 'object' || value === null) return
  if ('type' in value && typeof value.type === 'string') yield value as Node
  for (const child of Object.values(value)) yield* nodesIn(child)
}

/**
 * The function that gets the context. Must be an arrow function, because any other could reach the whole context by
 * `arguments`; and in a wrapper of this module's, because another one might pass it more.
 */
function factoryOf(nodes: readonly Node[]): Node | undefined {
  const call = nodes.find(({ type }) => type === 'ExportDefaultDeclaration')?.declaration
  const { callee, arguments: [factory, ...others] = [] } = call ?? {}
  if (call?.type !== 'CallExpression' || factory?.type !== 'ArrowFunctionExpression' || others.length > 0) return undefined
  const wrapper = WRAPPERS.find(name => isNamed(callee, name))
  // Any other mention of the wrapper's name may declare a function of the shop's with that name.
  const known = new Set<Node | undefined>([callee, ...nodes.flatMap(importOfNuxt)])
  return wrapper && !mentions(nodes, wrapper, known) ? factory : undefined
}

/** The names of what a declaration imports from `#imports` without giving it another name: such an import is this module's function. */
function importOfNuxt({ type, source, specifiers = [] }: Node): (Node | undefined)[] {
  if (type !== 'ImportDeclaration' || source?.value !== '#imports') return []
  return specifiers.filter(({ imported, local }) => imported?.name === local?.name).flatMap(({ imported, local }) => [imported, local])
}

/** Whether a member of the context is destructured without another name, a default value or the rest of the members. */
function isPlainName({ type, computed, key, value }: Node): boolean {
  return type === 'ObjectProperty' && !computed && isNamed(value as Node, key?.name ?? '')
}

function isModuleCall({ type, callee }: Node): boolean {
  return type === 'CallExpression' && isNamed(callee, 'buildModule')
}

/** Whether what the factory returns has nothing but these modules. */
function isListOf(modules: readonly Node[], { type, properties = [] }: Node): boolean {
  return type === 'ObjectExpression' && properties.every(({ type, value }) => type === 'ObjectProperty' && modules.includes(value as Node))
}

function hasNoExtension({ arguments: given = [] }: Node): boolean {
  return given.length <= 2 && given.every(({ type }) => type !== 'SpreadElement')
}

/** Whether the options of a module are absent, or an object whose names can be read and are none of those in question. */
function hasPlainOptions({ arguments: [, options] = [] }: Node): boolean {
  return options === undefined || (options.type === 'ObjectExpression' && options.properties!.every(({ type, computed, key }) => type !== 'SpreadElement' && !computed && !REQUEST_OPTIONS.includes(key?.name ?? String(key?.value))))
}

function isNamed(node: Node | undefined, name: string): boolean {
  return node?.type === 'Identifier' && node.name === name
}

/** Whether a name stands anywhere but in the nodes that are known. */
function mentions(nodes: readonly Node[], name: string, known: ReadonlySet<unknown>): boolean {
  return nodes.some(node => isNamed(node, name) && !known.has(node))
}
