import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, inject, it } from 'vitest'
import { toolEnvironment } from '../../scripts/lib/run.ts'

/** A TypeScript file of a project without Nuxt that has the package: it imports values and types of OCC, and merges a declaration of its own into the package's. */
const CODE = `import { SapccError, createRefreshGuard, prepareConfig, sapccModule } from 'nuxt-sapcc/sdk'
import type { Cart, OccMethods, Product, SapccCallConfig } from 'nuxt-sapcc/sdk'
import { createTestSdk, signInAs } from 'nuxt-sapcc/testing'
import type { TestSdk, TestVisitor } from 'nuxt-sapcc/testing'

declare module 'nuxt-sapcc/sdk' {
  interface Product { loyaltyPoints?: number }
}

const { connector } = sapccModule({ apiUrl: 'https://shop.example.com/api/sapcc' })
export const config: SapccCallConfig = prepareConfig({ refreshToken: false, onResponseHeaders: headers => headers.get('x-a') })
export const guard = createRefreshGuard({ refreshTokenMethod: () => connector.refreshUserToken() })

export async function firstName(): Promise<string | undefined> {
  const cart: Cart = await connector.getCart({ fields: 'FULL' }, config)
  const product: Product | undefined = cart.entries?.[0]?.product
  // A type that is not found would be \`any\`, and this no error.
  // @ts-expect-error: a number
  const points: string | undefined = product?.loyaltyPoints
  // @ts-expect-error: there is no such operation
  type Missing = OccMethods['getCrat']
  return points ?? (product?.name as Missing | undefined)
}

export const answered: TestSdk = createTestSdk({ getCart: { totalItems: 1 } })
export const visitor = (url: string): Promise<TestVisitor> => signInAs(url)
// @ts-expect-error: a number
createTestSdk({ getCart: { totalItems: 'one' } })

export const isMissing = (error: unknown): boolean => error instanceof SapccError && error.status === 404
`

const SETTINGS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
} as const

describe('a TypeScript project without Nuxt', () => {
  const folder = join(inject('workFolder'), 'plain-typescript')

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'package.json'), JSON.stringify({
      private: true,
      type: 'module',
      dependencies: { 'nuxt-sapcc': `file:${inject('packed').tarball}` },
      devDependencies: { '@types/node': '^22.20.5', 'typescript': '^5.9.3' },
    }))
    writeFileSync(join(folder, 'code.ts'), CODE)
    for (const [name, settings] of Object.entries(SETTINGS)) {
      const compilerOptions = { ...settings, strict: true, noEmit: true, skipLibCheck: false, target: 'es2023', lib: ['es2023', 'dom', 'dom.iterable'], types: ['node'] }
      writeFileSync(join(folder, `tsconfig.${name}.json`), JSON.stringify({ compilerOptions, files: ['code.ts'] }))
    }
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'], { cwd: folder, env: toolEnvironment() })
  })

  it.each(Object.keys(SETTINGS))('imports types and values with moduleResolution %s', async (name) => {
    try {
      await promisify(execFile)(join(folder, 'node_modules', '.bin', 'tsc'), ['-p', `tsconfig.${name}.json`], { cwd: folder, env: toolEnvironment() })
    }
    catch (error) {
      throw new Error(String((error as { stdout?: unknown }).stdout), { cause: error })
    }
  })
})
