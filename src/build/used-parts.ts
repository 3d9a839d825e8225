/**
 * Whether an `sdk.config` may use the `middlewareModule` of its context.
 *
 * @param source text of the file. A file is known not to use it only when it destructures its context and does not name it.
 */
export function mayUseMiddlewareModule(source: string): boolean {
  if (source.includes('middlewareModule')) return true
  const [, exported = '', ...others] = source.split(/^export default /m)
  const context = /^define(?:Sapcc)?SdkConfig\(\s*\(\s*\{([^{}]*)\}/.exec(exported)?.[1]
  return context === undefined || context.includes('...') || others.length > 0
}

/**
 * Whether an `sdk.config` may have the options `logger`, `errorHandler` or `httpClient`.
 *
 * @param source text of the file. A file that imports or spreads its options may have them.
 */
export function mayUseRequestOptions(source: string): boolean {
  return !/buildModule\(\s*sapccModule\s*[,)]/.test(source) || /\blogger\b|\berrorHandler\b|\bhttpClient\b|\.\.\.|\bfrom ['"][.~@#]|buildModule\(\s*sapccModule\s*,\s*\w/.test(source)
}

/** A node of a syntax tree, as far as it is looked at. */
interface Node {
  type?: string
  name?: string
  computed?: boolean
  declaration?: Node
  callee?: Node
  /** Of imports and declarations. */
  source?: { value?: string }
  specifiers?: { local?: Node }[]
  declarations?: { id?: Node }[]
  id?: Node
  arguments?: Node[]
  params?: Node[]
  properties?: Node[]
  key?: Node
  value?: Node
  body?: Node
}

/**
 * Whether an `sdk.config` may use more of Alokai's SDK than modules with options: extensions (the third argument of
 * `buildModule`), interceptors, subscribers, overrides, utils, or modules of others.
 *
 * @param source text of the file. The answer is no only for a file of this form, with any options:
 * `defineSdkConfig(({ buildModule, sapccModule }) => ({ name: buildModule(sapccModule, options), … }))`.
 */
export async function mayUseExtensions(source: string): Promise<boolean> {
  // Every Nuxt app has Vue's compiler, which has a parser for TypeScript.
  const compiler = await import('vue/compiler-sfc').catch(() => undefined)
  if (!compiler) return true
  try {
    const { body } = compiler.babelParse(source, { sourceType: 'module', plugins: ['typescript'] }).program
    const nodes = body as Node[]
    return !isPlain(nodes.find(({ type }) => type === 'ExportDefaultDeclaration'), nodes.flatMap(declaredNames))
  }
  catch {
    // The bundler will tell what is wrong with it.
    return true
  }
}

/** @param declared names that the file itself imports or declares: a function of the shop's may be called like the module's. */
function isPlain(exported: Node | undefined, declared: readonly (string | undefined)[]): boolean {
  const call = exported?.declaration
  const factory = call?.arguments?.[0]
  if (call?.type !== 'CallExpression' || !/^define(?:Sapcc)?SdkConfig$/.test(call.callee?.name ?? '') || declared.includes(call.callee?.name) || factory?.type !== 'ArrowFunctionExpression') return false
  const [context] = factory.params ?? []
  const names = context?.type === 'ObjectPattern' ? context.properties?.map(nameInContext) ?? [] : []
  const { type, properties: modules = [] } = factory.body ?? {}
  return type === 'ObjectExpression' && ['buildModule', 'sapccModule'].every(name => names.includes(name)) && modules.every(({ type, value }) => type === 'ObjectProperty' && isPlainModule(value))
}

/** Names that a statement of the file imports or declares. The module's own functions may be imported by name. */
function declaredNames({ source, specifiers = [], declarations = [], id }: Node): (string | undefined)[] {
  const imported = source?.value === '#imports' ? [] : specifiers.map(({ local }) => local?.name)
  return [...imported, ...declarations.map(({ id }) => id?.name), id?.name]
}

/** The name of a destructured member, unless it is renamed or has a default. */
function nameInContext({ type, key, value }: Node): string | undefined {
  return type === 'ObjectProperty' && key?.name === value?.name ? key?.name : undefined
}

function isPlainModule(value: Node | undefined): boolean {
  const [module, , ...others] = value?.arguments ?? []
  return value?.type === 'CallExpression' && value.callee?.name === 'buildModule' && module?.name === 'sapccModule' && others.length === 0
    && value.arguments!.every(({ type }) => type !== 'SpreadElement')
}
