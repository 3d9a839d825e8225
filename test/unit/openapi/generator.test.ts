import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { loadGenerator } from '../../../src/build/openapi/generator'
import { temporaryFolder } from '../temporary-folder'

/** Nothing is installed there. */
const elsewhere = () => `${temporaryFolder()}/`

describe('the package that generates types from a document', () => {
  it('is found from the module or from the project', () => {
    for (const bases of [[import.meta.url], [elsewhere(), import.meta.url]]) {
      const { loadOpenapiTypescript, redocly } = loadGenerator('./occ-api.yaml', bases)
      const openapiTypescript = loadOpenapiTypescript()
      expect([typeof openapiTypescript.default, typeof openapiTypescript.astToString, typeof redocly.bundle]).toEqual(['function', 'function', 'function'])
    }
  })

  it('says which TypeScript it needs where the project has one that it cannot be loaded beside', () => {
    const project = temporaryFolder()
    const install = (name: string, files: Record<string, string>) => {
      const folder = join(project, 'node_modules', name)
      mkdirSync(folder, { recursive: true })
      for (const [file, text] of Object.entries({ 'package.json': JSON.stringify({ name, main: 'index.cjs' }), ...files })) writeFileSync(join(folder, file), text)
    }
    install('openapi-typescript', { 'index.cjs': 'require("typescript").factory.createKeywordTypeNode()' })
    install('typescript', { 'index.cjs': 'exports.version = "7.0.2"' })
    install('@redocly/openapi-core', { 'index.cjs': 'exports.bundle = () => {}' })
    const { loadOpenapiTypescript, redocly } = loadGenerator('./occ-api.yaml', [`${project}/`])
    // The methods do not need it.
    expect(typeof redocly.bundle).toBe('function')
    expect(loadOpenapiTypescript).toThrow(/^`openapi-typescript` needs TypeScript 5, and cannot be loaded beside TypeScript 7\.0\.2 \(Cannot read properties of undefined/)
  })

  it.each([
    ['npm/10.9.2 node/v22.0.0 linux x64', 'npm install --save-dev openapi-typescript'],
    ['pnpm/10.1.0 npm/? node/v22.0.0 linux x64', 'pnpm add --save-dev openapi-typescript'],
    ['yarn/4.9.1 npm/? node/v22.0.0 linux x64', 'yarn add --dev openapi-typescript'],
    ['bun/1.3.0 npm/? node/v22.0.0 linux x64', 'bun add --dev openapi-typescript'],
    ['', 'npm install --save-dev openapi-typescript'],
  ])('is asked for when it is missing: %s', (agent, command) => {
    vi.stubEnv('npm_config_user_agent', agent)
    expect(() => loadGenerator('./occ-api.yaml', [elsewhere(), elsewhere()])).toThrow(`./occ-api.yaml (\`sapcc.openapi\`) needs the package \`openapi-typescript\`, which generates types from it. Install it with \`${command}\`.`)
    vi.unstubAllEnvs()
  })
})
