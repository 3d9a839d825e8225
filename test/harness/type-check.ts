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
 */
export function checkCode(rootDir: string, code: string): CheckedCode {
  const file = join(rootDir, 'app', 'checked-code.ts')
  const cursor = code.indexOf('/*|*/')
  const service = ts.createLanguageService(hostOf(rootDir, file, code.replace('/*|*/', '')))
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

function hostOf(rootDir: string, file: string, code: string): ts.LanguageServiceHost {
  const types = join(rootDir, '.nuxt')
  const config = ts.readConfigFile(join(types, 'tsconfig.json'), ts.sys.readFile)
  const { options } = ts.parseJsonConfigFileContent(config.config, { ...ts.sys, readDirectory: () => [file] }, types)
  const read = (path: string) => path === file ? code : ts.sys.readFile(path)
  return {
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
    realpath: ts.sys.realpath!,
    getCompilationSettings: () => ({ ...options, noEmit: true }),
    getScriptFileNames: () => [join(types, 'nuxt.d.ts'), file],
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
