import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'
import { SERVER_RANKS } from '../../eslint.boundaries.js'
import { circles, importsOf, sourceFiles } from '../harness/imports.ts'

const server = 'src/runtime/server'
const eslint = new ESLint({ ruleFilter: ({ ruleId }) => ruleId === '@typescript-eslint/no-restricted-imports' })

/** What the linter says of one import in a file. */
async function complaints(file: string, specifier: string): Promise<string[]> {
  const [result] = await eslint.lintText(`import { x } from '${specifier}'\nexport { x }\n`, { filePath: file })
  return result!.messages.map(({ message }) => message)
}

// ESLint reads its configuration and the types of the project first.
describe('the boundaries of the source', { timeout: 60_000 }, () => {
  it.each([
    [`${server}/storage/lock.ts`, '../session/session-store'],
    [`${server}/session/refresh/coordinator.ts`, '../../auth/begin-session'],
    [`${server}/platform/types.ts`, '../http/answers'],
    [`${server}/hooks.ts`, './services'],
    [`${server}/services.ts`, './server-api'],
    [`${server}/stored-services.ts`, './services'],
    [`${server}/auth/begin-session.ts`, '../proxy/forward'],
    [`${server}/session/session-store.ts`, 'h3'],
    [`${server}/proxy/forward.ts`, 'nitropack/runtime'],
    [`${server}/upstream/call-sap.ts`, '../platform/nitro2/request'],
    [`${server}/operations/call-operation.ts`, '#sapcc/platform'],
    ['src/runtime/sdk/errors.ts', '../server/hooks'],
    ['src/runtime/sdk/errors.ts', 'h3'],
    ['src/runtime/sdk/errors.ts', '../shared/cart-operations'],
    ['src/runtime/shared/server-transport.ts', '../server/server-api'],
    ['src/runtime/shared/server-transport.ts', '../app/types'],
    ['src/runtime/app/plugins/sdk.server.ts', '../../server/session/session-store'],
    ['src/runtime/app/plugins/sdk.server.ts', 'h3'],
  ])('refuse in %s an import of %s', async (file, specifier) => {
    expect(await complaints(file, specifier)).toHaveLength(1)
  })

  it.each([
    [`${server}/session/session-store.ts`, '../storage/lock'],
    [`${server}/session/refresh/coordinator.ts`, '../session-store'],
    [`${server}/auth/begin-session.ts`, '../cart/merge-cart'],
    [`${server}/platform/nitro2/request.ts`, 'h3'],
    [`${server}/routes/proxy.ts`, '#sapcc/platform'],
    ['src/runtime/app/plugins/sdk.server.ts', '../../server/server-api'],
  ])('allow in %s an import of %s', async (file, specifier) => {
    expect(await complaints(file, specifier)).toEqual([])
  })

  it('name every folder of the server', () => {
    const places = new Set(sourceFiles(server).map(file => file.slice(server.length + 1).split('/', 1)[0]!.replace(/\.ts$/, '')))
    expect([...places].sort()).toEqual([...SERVER_RANKS.flat()].sort())
  })

  it('leave no circle of files', () => {
    // SAP's schemas name each other: an order has a user, whose organisation has orders.
    const files = sourceFiles('src').filter(file => !file.startsWith('src/runtime/sdk/occ/schemas/'))
    expect(files.length).toBeGreaterThan(150)
    expect(importsOf(`${server}/services.ts`)).toContain(`${server}/hooks.ts`)
    expect(circles(files).filter(circle => !circle.every(file => file.startsWith('src/runtime/sdk/occ/schemas/')))).toEqual([])
  })
})
