import { createRequire } from 'node:module'
import type * as Redocly from '@redocly/openapi-core'
import { installCommand } from '../install-command'
import { OpenApiError } from './openapi-error'

/** The packages that parse a document and generate types from it. */
export interface Generator {
  /** @throws Error that names the version of TypeScript, where the package cannot work with it. */
  loadOpenapiTypescript: () => typeof import('openapi-typescript')
  /** The parser that `openapi-typescript` itself uses. It has to be the same copy, because its results are passed to `openapi-typescript`. */
  redocly: typeof Redocly
}

const PACKAGE = 'openapi-typescript'

/**
 * Loads `openapi-typescript`. It is an optional peer dependency, because it is two thirds of what the module would
 * install, and only shops with a document of their own need it.
 *
 * @param location the document that needs the package, for the message of the error.
 * @param bases where to resolve the package from: paths or `file:` URLs of files, or of folders with a trailing slash (the module itself and the project).
 * @throws OpenApiError with the command that installs it.
 */
export function loadGenerator(location: string, bases: readonly string[]): Generator {
  for (const base of bases) {
    const require = createRequire(base)
    const path = resolveFrom(require)
    if (path === undefined) continue
    return {
      loadOpenapiTypescript: () => loadBesideTypescript(path),
      redocly: createRequire(path)('@redocly/openapi-core') as typeof Redocly,
    }
  }
  throw new OpenApiError(location, `needs the package \`${PACKAGE}\`, which generates types from it. Install it with \`${installCommand(PACKAGE, { isForBuild: true })}\`.`)
}

/** The package calls parts of the project's TypeScript as soon as it is loaded. npm only warns about a version that has no such parts. */
function loadBesideTypescript(path: string): typeof import('openapi-typescript') {
  const require = createRequire(path)
  try {
    return require(path) as typeof import('openapi-typescript')
  }
  catch (cause) {
    const version = versionOfTypescript(require)
    if (version === undefined || version.startsWith('5.')) throw cause
    throw new Error(`\`${PACKAGE}\` needs TypeScript 5, and cannot be loaded beside TypeScript ${version} (${cause instanceof Error ? cause.message : String(cause)})`, { cause })
  }
}

function versionOfTypescript(require: NodeJS.Require): string | undefined {
  try {
    return (require('typescript') as { version?: string }).version
  }
  catch {
    return undefined
  }
}

function resolveFrom(require: NodeJS.Require): string | undefined {
  try {
    return require.resolve(PACKAGE)
  }
  catch {
    return undefined
  }
}
