import { join } from 'node:path'
import ts from 'typescript'

/** Result of type checking a piece of an application's code. */
export interface CheckedCode {
  /** Errors in the code itself, as `line: message`; lines from 1. */
  errors: string[]
  /** Names that an editor offers at the mark `/*|*\/`. */
  completions: string[]
  /** Signature and documentation of the name that ends at the mark. */
  hover: string
}

/**
 * Checks code as if it were a file of an application, without writing it to a file: the repository's own type check, which
 * has other types, would report errors in it.
 *
 * @param code TypeScript; a mark, `/*|*\/`, is where the cursor is.
 * @param place which types it has: by default those of the app.
 */
export type CheckCode = (code: string, place?: Place) => CheckedCode

/**
 * Opens an application as an editor does: its types are read once. Open it again to see types that have changed since.
 *
 * @param rootDir root folder of the application, for which `nuxi prepare` was run.
 */
export function openInEditor(rootDir: string): CheckCode {
  const services = new Map<Place, { file: string, texts: Map<string, string>, service: ts.LanguageService }>()
  const open = (place: Place) => {
    const file = join(rootDir, place, 'checked-code.ts')
    const texts = new Map([[file, '']])
    const opened = { file, texts, service: ts.createLanguageService(hostOfTexts(rootDir, texts, place)) }
    services.set(place, opened)
    return opened
  }
  return (code, place = 'app') => {
    const { file, texts, service } = services.get(place) ?? open(place)
    const cursor = code.indexOf('/*|*/')
    texts.set(file, code.replace('/*|*/', ''))
    const diagnostics = [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)]
    const info = cursor < 0 ? undefined : service.getQuickInfoAtPosition(file, cursor - 1)
    return {
      errors: diagnostics.map(({ messageText, start }) => `${lineOf(code, start ?? 0)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
      completions: cursor < 0 ? [] : service.getCompletionsAtPosition(file, cursor, undefined)?.entries.map(({ name }) => name) ?? [],
      hover: [ts.displayPartsToString(info?.displayParts), ts.displayPartsToString(info?.documentation), ...(info?.tags ?? []).map(({ name }) => `@${name}`)].join('\n'),
    }
  }
}

const repository = join(import.meta.dirname, '..', '..')

/** The declarations that Nuxt generates for each part of an application. */
const entries = { app: ['nuxt.d.ts'], server: ['types/nitro-nuxt.d.ts', 'types/nitro.d.ts'], node: ['nuxt.node.d.ts'] }

/** The compiler options that Nuxt generates for each part of an application. */
const settings = { app: 'tsconfig.json', server: 'tsconfig.server.json', node: 'tsconfig.node.json' }

/** A part of an application with types of its own; `node` is `nuxt.config`. */
export type Place = keyof typeof entries

/** Creates a program. @param texts source texts of files that do not exist on disk, by path. */
function hostOfTexts(rootDir: string, texts: ReadonlyMap<string, string>, place: Place): ts.LanguageServiceHost {
  const types = join(rootDir, '.nuxt')
  const config = ts.readConfigFile(join(types, settings[place]), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, { ...ts.sys, readDirectory: () => [...texts.keys()] }, types)
  // The repository's own packages lead to `dist`, which a fresh clone does not have.
  const sources = {
    'nuxt-sapcc': 'src/module',
    'nuxt-sapcc/sdk': 'src/runtime/sdk/index',
    'nuxt-sapcc/testing': 'src/runtime/testing/index',
    'nuxt-sapcc-stand-in': 'packages/stand-in/src/index',
  }
  options.paths = { ...options.paths, ...Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, [join(repository, source)]])) }
  const read = (path: string) => texts.get(path) ?? ts.sys.readFile(path)
  return {
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    directoryExists: path => ts.sys.directoryExists(path) || [...texts.keys()].some(file => file.startsWith(`${path}/`)),
    getDirectories: ts.sys.getDirectories,
    realpath: ts.sys.realpath!,
    getCompilationSettings: () => ({ ...options, noEmit: true }),
    getScriptFileNames: () => [...entries[place].map(entry => join(types, entry)), ...texts.keys()],
    // A text is its own version.
    getScriptVersion: path => texts.get(path) ?? '1',
    getScriptSnapshot: (path) => {
      const text = read(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => rootDir,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: path => texts.has(path) || ts.sys.fileExists(path),
    readFile: read,
  }
}

function lineOf(code: string, offset: number): number {
  return code.slice(0, offset).split('\n').length
}

/** A code block of a document. */
export interface CodeBlock {
  /** Where the block is, e.g. `README.md:51`. */
  name: string
  code: string
  /** Which types it has: those of the app, of code in `server/`, or of `nuxt.config`. */
  place: Place
  /** Names that it provides to the other blocks of its place, as if by auto-import. */
  exposes?: string | undefined
}

/**
 * Checks pieces of code, each as a file of its own, with one program for each place.
 *
 * @param surroundings declarations of names that the blocks use from the code around them.
 * @param others further files that only a shop has, by name.
 * @returns errors, as `name:line: message`; lines from 1.
 */
export function checkBlocks(rootDir: string, blocks: readonly CodeBlock[], surroundings: string, others: Readonly<Record<string, string>>): string[] {
  const errors = new Map<CodeBlock, string[]>()
  for (const place of ['app', 'server', 'node'] as const) {
    const ofPlace = blocks.filter(block => block.place === place)
    const files = new Map(ofPlace.map((block, index) => [join(rootDir, place, `checked-block-${index}.ts`), block]))
    const texts = new Map([...files].map(([file, { code }]) => [file, `${code}\nexport {}\n`]))
    for (const [name, text] of Object.entries(others)) texts.set(join(rootDir, place, name), text)
    const exposed = ofPlace.map(({ exposes }, index) => exposes === undefined ? '' : `declare const ${exposes}: typeof import('./checked-block-${index}').${exposes}\n`)
    texts.set(join(rootDir, place, 'checked-surroundings.d.ts'), surroundings + exposed.join(''))
    const service = ts.createLanguageService(hostOfTexts(rootDir, texts, place))
    try {
      for (const [file, block] of files) {
        const diagnostics = [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)]
        errors.set(block, diagnostics.map(({ messageText, start }) => `${block.name}:${lineOf(texts.get(file)!, start ?? 0)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`))
      }
    }
    finally {
      service.dispose()
    }
  }
  return blocks.flatMap(block => errors.get(block) ?? [])
}
