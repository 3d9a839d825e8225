import { describe, expect, it, vi } from 'vitest'
import { loadGenerator } from '../../../src/build/openapi/generator'
import { temporaryFolder } from '../temporary-folder'

/** Nothing is installed there. */
const elsewhere = () => `${temporaryFolder()}/`

describe('the package that generates types from a document', () => {
  it('is found from the module or from the project', () => {
    for (const bases of [[import.meta.url], [elsewhere(), import.meta.url]]) {
      const { openapiTypescript, redocly } = loadGenerator('./occ-api.yaml', bases)
      expect([typeof openapiTypescript.default, typeof openapiTypescript.astToString, typeof redocly.bundle]).toEqual(['function', 'function', 'function'])
    }
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
