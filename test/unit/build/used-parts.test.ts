import { describe, expect, it } from 'vitest'
import { mayUseExtensions, mayUseMiddlewareModule, mayUseRequestOptions } from '../../../src/build/used-parts'

describe('mayUseMiddlewareModule', () => {
  it.each([
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'export default defineSdkConfig(\n  ({\n    buildModule,\n    sapccModule,\n  }: SdkConfigContext) => ({}))',
  ])('knows that it is not used: %s', source => expect(mayUseMiddlewareModule(source)).toBe(false))

  it.each([
    'export default defineSdkConfig(({ buildModule, middlewareModule }) => ({}))',
    'export default defineSdkConfig(({ buildModule, ...others }) => make(others))',
    'export default defineSdkConfig(context => make(context))',
    'export default defineSdkConfig((context) => make(context))',
    'export default defineSdkConfig(make)',
    'export { default } from \'./brands/sdk\'',
    'export default ({ buildModule, sapccModule }) => ({})',
    '// defineSdkConfig(({ buildModule }) => ({}))\nexport default defineSdkConfig(make)',
  ])('leaves it in when it may be: %s', source => expect(mayUseMiddlewareModule(source)).toBe(true))
})

describe('mayUseRequestOptions', () => {
  it.each([
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, { refreshToken: { callbacks: {} } }) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule) }))',
  ])('knows that none is used: %s', source => expect(mayUseRequestOptions(source)).toBe(false))

  it.each([
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, { logger: true }) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, { errorHandler }) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, { ...common }) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, options) }))',
    'import { options } from \'~/options\'\nexport default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'export default defineSdkConfig(make)',
  ])('leaves them in when one may be: %s', source => expect(mayUseRequestOptions(source)).toBe(true))
})

describe('mayUseExtensions', () => {
  it.each([
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'export default defineSapccSdkConfig(({ buildModule, sapccModule, config }) => ({ sapcc: buildModule(sapccModule), b2b: buildModule(sapccModule, { apiUrl: config.apiUrl }) }))',
    'import { defineSdkConfig } from \'#imports\'\nexport default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'import { options } from \'~/options\'\nexport default defineSdkConfig(({ buildModule, sapccModule }: SdkConfigContext) => ({\n  sapcc: buildModule(sapccModule, { ...options, refreshToken: { callbacks: { onTokenRefreshError: async (error: unknown) => { await navigateTo(\'/login\') } } } }),\n}))',
  ])('knows that none is used: %s', async source => expect(await mayUseExtensions(source)).toBe(false))

  it.each([
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}, shopExtension) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, ...parts) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: { ...buildModule(sapccModule, {}), interceptors: [] } }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}), cms: cmsModule }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}), cms: buildModule(cmsModule, {}) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}), ...others }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => withUtils({ sapcc: buildModule(sapccModule, {}) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}), cms() {} }))',
    'export default defineSdkConfig(({ buildModule: build, sapccModule }) => ({ sapcc: build(sapccModule, {}) }))',
    'export default defineSdkConfig(({ buildModule, middlewareModule: sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'export default defineSdkConfig(({ buildModule, sapccModule = mine }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'import { defineSdkConfig } from \'~/lib/sdk\'\nexport default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'import defineSdkConfig from \'~/lib/sdk\'\nexport default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'const defineSdkConfig = make => withInterceptors(make)\nexport default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'function defineSdkConfig(make) { return withInterceptors(make) }\nexport default defineSdkConfig(({ buildModule, sapccModule }) => ({ sapcc: buildModule(sapccModule, {}) }))',
    'export default defineSdkConfig(context => make(context))',
    'export default defineSdkConfig(make)',
    'export default make()',
    'export { default } from \'./brands/sdk\'',
    'this is no TypeScript',
  ])('leaves them in when one may be: %s', async source => expect(await mayUseExtensions(source)).toBe(true))
})
