import { join } from 'node:path'
import ts from 'typescript'

/** What the type checker makes of a piece of an application's code. */
export interface CheckedCode {
  /** Errors in the code itself, as `line: message`; lines from 1. */
  errors: string[]
  /** Names that an editor offers at the mark `/*|*\/`. */
  completions: string[]
  /** Signature and documentation of the name that ends at the mark. */
  hover: string
}

/**
 * Checks code as if it were a file of an application for which `nuxi prepare`
 * was run, without writing it: the repository's own type check, which has
 * other types, would find fault with it.
 *
 * @param rootDir of the application.
 * @param code TypeScript; a mark, `/*|*\/`, is where the cursor is.
 * @param place whose types it has: the app's, or those of code in `server/`.
 */
export function checkCode(rootDir: string, code: string, place: 'app' | 'server' = 'app'): CheckedCode {
  const file = join(rootDir, place, 'checked-code.ts')
  const cursor = code.indexOf('/*|*/')
  const service = ts.createLanguageService(hostOf(rootDir, file, code.replace('/*|*/', ''), place))
  try {
    const diagnostics = [...service.getSyntacticDiagnostics(file), ...service.getSemanticDiagnostics(file)]
    const info = cursor < 0 ? undefined : service.getQuickInfoAtPosition(file, cursor - 1)
    return {
      errors: diagnostics.map(({ messageText, start }) => `${lineOf(code, start ?? 0)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
      completions: cursor < 0 ? [] : service.getCompletionsAtPosition(file, cursor, undefined)?.entries.map(({ name }) => name) ?? [],
      hover: [ts.displayPartsToString(info?.displayParts), ts.displayPartsToString(info?.documentation), ...(info?.tags ?? []).map(({ name }) => `@${name}`)].join('\n'),
    }
  }
  finally {
    service.dispose()
  }
}

/** The declarations that Nuxt generates for each part of an application. */
const entries = { app: ['nuxt.d.ts'], server: ['types/nitro-nuxt.d.ts', 'types/nitro.d.ts'] }

function hostOf(rootDir: string, file: string, code: string, place: 'app' | 'server'): ts.LanguageServiceHost {
  const types = join(rootDir, '.nuxt')
  const config = ts.readConfigFile(join(types, place === 'app' ? 'tsconfig.json' : 'tsconfig.server.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, { ...ts.sys, readDirectory: () => [file] }, types)
  const read = (path: string) => path === file ? code : ts.sys.readFile(path)
  return {
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: ts.sys.realpath!,
    getCompilationSettings: () => ({ ...options, noEmit: true }),
    getScriptFileNames: () => [...entries[place].map(entry => join(types, entry)), file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = read(path)
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
    },
    getCurrentDirectory: () => rootDir,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: path => path === file || ts.sys.fileExists(path),
    readFile: read,
  }
}

function lineOf(code: string, offset: number): number {
  return code.slice(0, offset).split('\n').length
}
