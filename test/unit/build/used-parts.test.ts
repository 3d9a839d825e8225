import { describe, expect, it, vi } from 'vitest'
import { findUsedParts } from '../../../src/build/used-parts'

const usedParts = async (source: string) => Object.entries(await findUsedParts(source)).filter(([, isUsed]) => isUsed).map(([part]) => part).sort()

/** A configuration with these options of its only module. */
const withOptions = (options: string) => `export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, ${options}) }))`
const PLAIN = withOptions('{}')
const ALL = ['extensions', 'middlewareModule', 'requestOptions']

describe('findUsedParts', () => {
  it.each([
    PLAIN,
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule) }))',
    'export default defineSapccSdkConfig(({ buildModule, sapccModule, config }: SdkConfigContext) => ({ sapcc: buildModule(sapccModule), b2b: buildModule<B2B>(sapccModule, { apiUrl: config.apiUrl }) }))',
    'export default defineSdkConfig(\n  ({\n    buildModule,\n    sapccModule,\n  }) => ({}))',
    `import { defineSdkConfig } from '#imports'\n${PLAIN}`,
    withOptions('{ refreshToken: { callbacks: { onTokenRefreshError: async (error: unknown) => { await navigateTo(\'/login\') } } } }'),
    `import { logger } from 'shop-kit'\n${withOptions('{ refreshToken: { callbacks: { onTokenRefreshError: error => logger.error(error) } } }')}`,
    `// As in the documentation: buildModule(sapccModule, { logger: true }, extension), and middlewareModule.\n${PLAIN}`,
  ])('knows a file that uses none: %s', async source => expect(await usedParts(source)).toEqual([]))

  it.each([
    'export default defineSdkConfig(context => make(context))',
    'export default defineSdkConfig(make)',
    'export default make()',
    'export { default } from \'./brands/sdk\'',
    'export default ({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) })',
    'export default defineSdkConfig(({ buildModule, sapccModule, ...others }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule, [name]: other }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'export default defineSdkConfig(({ buildModule: build, sapccModule }) => ({ sapcc: build(sapccModule, {}) }))',
    'export default defineSdkConfig(({ buildModule, middlewareModule: sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule = mine }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'export default defineSdkConfig(function ({ buildModule, sapccModule }) { return make(arguments[0]) })',
    '// defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) }))\nexport default defineSdkConfig(make)',
    'this is no TypeScript',
  ])('leaves everything in where the context may go elsewhere: %s', async source => expect(await usedParts(source)).toEqual(ALL))

  it.each([
    'import { defineSdkConfig } from \'~/lib/sdk\'',
    'import defineSdkConfig from \'~/lib/sdk\'',
    'import { defineBrandConfig as defineSdkConfig } from \'#imports\'',
    'import { \'brand-config\' as defineSdkConfig } from \'#imports\'',
    'import * as defineSdkConfig from \'#imports\'',
    'const defineSdkConfig = make => withInterceptors(make)',
    'const { defineSdkConfig } = shopKit',
    'const { define: [defineSdkConfig] } = shopKit',
    'function defineSdkConfig(make) { return withInterceptors(make) }',
    'export function defineSdkConfig(make) { return withInterceptors(make) }',
    'export const defineSdkConfig = make => withInterceptors(make)',
    '{ var defineSdkConfig = make => withInterceptors(make) }',
    'declare const defineSdkConfig: typeof import(\'~/lib/sdk\').defineSdkConfig',
  ])('leaves everything in where the shop has a wrapper of the same name: %s', async statement => expect(await usedParts(`${statement}\n${PLAIN}`)).toEqual(ALL))

  it('leaves everything in where there is no parser', async () => {
    vi.doMock('vue/compiler-sfc', () => {
      throw new Error('Cannot find module')
    })
    expect(await usedParts(PLAIN)).toEqual(ALL)
    vi.doUnmock('vue/compiler-sfc')
    expect(await usedParts(PLAIN)).toEqual([])
  })

  it.each([
    'export default defineSdkConfig(({ buildModule, middlewareModule }) => ({}))',
    'export default defineSdkConfig(({ buildModule, sapccModule, middlewareModule }) => ({ sapcc: buildModule(sapccModule, {}) }))',
  ])('knows the middlewareModule by its name: %s', async source => expect(await usedParts(source)).toEqual(['middlewareModule']))

  it.each([
    '{ logger: true }',
    '{ \'logger\': true }',
    '{ errorHandler }',
    '{ errorHandler() {} }',
    '{ get httpClient() { return client } }',
    '{ ...common }',
    '{ [name]: value }',
    'options',
    '$options',
    '/* the same in all of our shops */ options',
    '\n// the same in all of our shops\noptions',
    '(import.meta.client ? browserOptions : serverOptions)',
    '{} as SapccModuleOptions',
    'common({})',
  ])('leaves the request options in where a module may have one: %s', async options => expect(await usedParts(withOptions(options))).toEqual(['requestOptions']))

  it.each([
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}), b2b: buildModule<B2B>(sapccModule, b2bOptions) }))',
    `import { defineSdkConfig } from '#imports'\nimport { options } from '~/options'\n${withOptions('{ ...options }')}`,
  ])('looks at each module\'s own options: %s', async source => expect(await usedParts(source)).toEqual(['requestOptions']))

  it.each([
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}, shopExtension) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: { ...buildModule(sapccModule, {}), interceptors: [] } }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}), cms: cmsModule }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}), cms: buildModule(cmsModule, {}) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, { fetch: buildModule(cmsModule, {}).fetch }) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}), ...others }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => withUtils({ sapcc: buildModule(sapccModule, {}) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}), cms() {} }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => {\n  const { apiUrl } = useRuntimeConfig().public\n  return { sapcc: buildModule(sapccModule, { apiUrl }) }\n})',
  ])('leaves the whole SDK in where there may be more than modules with options: %s', async source => expect(await usedParts(source)).toEqual(['extensions']))

  it.each([
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, ...parts) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(...[sapccModule, options]) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: makeModule({ buildModule, sapccModule }) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}), b2b: makeModule(sapccModule) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => [shopModule].map(buildModule => ({ sapcc: buildModule(sapccModule, {}) }))[0])',
    '// Like buildModule(sapccModule, {}), with what all of our shops have.\nexport default defineSdkConfig(({ buildModule, sapccModule }) => makeSdk({ buildModule, sapccModule }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: sapccModule({}) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => Object.assign(brands(buildModule), { sapcc: buildModule(sapccModule, {}) }))',
  ])('leaves both in where the functions of the context go elsewhere: %s', async source => expect(await usedParts(source)).toEqual(['extensions', 'requestOptions']))
})
