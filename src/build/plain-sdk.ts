/** A node of a syntax tree, as far as it is looked at. */
interface Node {
  type?: string
  name?: string
  computed?: boolean
  declaration?: Node
  callee?: Node
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
 * @param source text of the file. It is known not to use them where it is
 * `defineSdkConfig(({ buildModule, sapccModule }) => ({ name: buildModule(sapccModule, options), … }))`, whatever the
 * options are.
 */
export async function mayUseExtensions(source: string): Promise<boolean> {
  // Every Nuxt app has Vue's compiler, which has a parser for TypeScript.
  const compiler = await import('vue/compiler-sfc').catch(() => undefined)
  if (!compiler) return true
  try {
    const { body } = compiler.babelParse(source, { sourceType: 'module', plugins: ['typescript'] }).program
    return !isPlain(body.find(({ type }) => type === 'ExportDefaultDeclaration') as Node | undefined)
  }
  catch {
    // The bundler will tell what is wrong with it.
    return true
  }
}

function isPlain(exported: Node | undefined): boolean {
  const call = exported?.declaration
  const factory = call?.arguments?.[0]
  if (call?.type !== 'CallExpression' || !/^define(?:Sapcc)?SdkConfig$/.test(call.callee?.name ?? '') || factory?.type !== 'ArrowFunctionExpression') return false
  const [context] = factory.params ?? []
  const names = context?.type === 'ObjectPattern' ? context.properties?.map(nameInContext) ?? [] : []
  const { type, properties: modules = [] } = factory.body ?? {}
  return type === 'ObjectExpression' && ['buildModule', 'sapccModule'].every(name => names.includes(name)) && modules.every(({ type, value }) => type === 'ObjectProperty' && isPlainModule(value))
}

/** The name of a member of the context that has the same name in the function. */
function nameInContext({ type, key, value }: Node): string | undefined {
  return type === 'ObjectProperty' && key?.name === value?.name ? key?.name : undefined
}

function isPlainModule(value: Node | undefined): boolean {
  const [module, , ...others] = value?.arguments ?? []
  return value?.type === 'CallExpression' && value.callee?.name === 'buildModule' && module?.name === 'sapccModule' && others.length === 0
    && value.arguments!.every(({ type }) => type !== 'SpreadElement')
}
