import { describe, expect, it } from 'vitest'
import { mayUseMiddlewareModule, mayUseRequestOptions } from '../../../src/build/stub-sdk-logger'

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
