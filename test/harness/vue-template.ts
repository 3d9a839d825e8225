import { compileScript, compileTemplate, parse } from 'vue/compiler-sfc'

/** A component as TypeScript: its script, and its template as a function after that. */
export interface CompiledComponent {
  code: string
  /** Faults of the template, and names in it that the script does not have. */
  faults: string[]
}

/** Names that templates have in any Nuxt app. */
const GLOBAL_NAMES = new Set(['$t', '$route', '$router'])

/** As Vue's own, but also for lists that may be missing, which templates may have. */
const RENDER_LIST = 'declare function _renderList<Entry>(list: readonly Entry[] | null | undefined, render: (entry: Entry, index: number) => unknown): never\ndeclare function _renderList(count: number, render: (count: number, index: number) => unknown): never'

/** The render function, with a constant for each ref that it reads: what a `v-if` says of a ref is known in a `v-for` below it, too. */
function readable(render: string): string[] {
  const refs = new Set([...render.matchAll(/\b_unref\((\w+)\)/g)].map(([, name]) => name!))
  return [
    ...[...refs].map(name => `const ${name}$ = _unref(${name})`),
    `export const render = ${render.replaceAll(/\b_unref\((\w+)\)/g, '$1$$')}`,
  ]
}

/**
 * Compiles a single-file component, so that the expressions of its template can be type-checked with its script.
 *
 * @param source text of the `.vue` file.
 */
export function compileComponent(source: string): CompiledComponent {
  const { descriptor, errors } = parse(source, { filename: 'block.vue' })
  if (errors.length > 0) return { code: '', faults: errors.map(({ message }) => message) }
  const { scriptSetup, template } = descriptor
  const bindingMetadata = scriptSetup ? compileScript(descriptor, { id: 'block' }).bindings ?? {} : {}
  // `inline` keeps the names of the script in scope, as a component that is built has them.
  const compiled = compileTemplate({ id: 'block', filename: 'block.vue', source: template?.content ?? '', compilerOptions: { bindingMetadata, inline: true, prefixIdentifiers: true, isTS: true, expressionPlugins: ['typescript'] } })
  const unknown = [...compiled.code.matchAll(/\b_ctx\.([\w$]+)/g)].map(([, name]) => name!).filter(name => !GLOBAL_NAMES.has(name))
  return {
    code: [
      (compiled.preamble ?? '').replace(/renderList as _renderList,? ?/, ''),
      RENDER_LIST,
      scriptSetup?.content ?? '',
      ...readable(compiled.code),
    ].join('\n'),
    faults: [
      ...compiled.errors.map(error => typeof error === 'string' ? error : error.message),
      ...[...new Set(unknown)].map(name => `The template uses ${name}, which the script does not have.`),
    ],
  }
}
