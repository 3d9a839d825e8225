import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { interfaceMembers } from '../../../scripts/codegen/comments'
import { withGeneratedPart } from '../../../scripts/codegen/document-part'
import { errorsTable } from '../../../scripts/codegen/errors-table'

const root = new URL('../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const types = 'src/runtime/sdk/error-types.ts'

/** Names of errors in the source that are no type of the module's own. */
const OTHERS = [
  // Names of classes, of this module and of others.
  'SapccError', 'SapccConfigError', 'SdkHttpError', 'SDKError', 'AbortError', 'TimeoutError',
  // SAP's types.
  'AccessDeniedError', 'AuthorizationDeniedError', 'ForbiddenError', 'InsufficientAuthenticationError', 'InsufficientStockError', 'InvalidBearerTokenError', 'UnauthorizedError',
]

function typesInSource(): string[] {
  const files = globSync('src/runtime/**/*.ts', { cwd: root.pathname }).filter(file => file !== types && !/sdk\/occ\/(?:methods|schemas)/.test(file))
  const code = files.map(file => read(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')).join('\n')
  return [...new Set([...code.matchAll(/'([A-Z]\w*Error)'/g)].map(([, name]) => name!))].filter(name => !OTHERS.includes(name)).sort()
}

describe('docs/errors.md', () => {
  it('has the table that follows from the declared types (npm run generate)', () => {
    expect(read('docs/errors.md')).toBe(withGeneratedPart(read('docs/errors.md'), 'errors', errorsTable(read(types))))
  })

  it('has every type that the source makes, and no other', () => {
    expect(interfaceMembers(read(types), 'SapccErrorTypes').map(({ name }) => name).sort()).toEqual(typesInSource())
  })
})
