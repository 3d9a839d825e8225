import { createRequire } from 'node:module'
import { describe, expect, it, vi } from 'vitest'
import { mayUseMiddlewareModule, mayUseRequestOptions } from '../../../src/build/stub-sdk-logger'
import * as serverLogger from '../../../src/runtime/app/sdk/sdk-logger.server'

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

describe('the logger of the SDK on the server', () => {
  it('writes what the one writes whose place it takes', () => {
    const replaced = createRequire(createRequire(import.meta.url).resolve('@vue-storefront/sdk'))('@vue-storefront/logger') as typeof serverLogger
    const debug = vi.spyOn(console, 'debug').mockImplementation(() => {})
    vi.useFakeTimers()
    try {
      for (const { LoggerFactory, LoggerType } of [replaced, serverLogger]) {
        const create = LoggerFactory.create as (type: string, options: object) => ReturnType<typeof serverLogger.LoggerFactory.create>
        create(LoggerType.ConsolaGcp, { verbosity: 'debug' }).debug('POST /api/sapcc/getCart', { context: '(server side)', params: '[{}]' })
      }
      expect(debug.mock.calls).toHaveLength(2)
      expect(debug.mock.calls[1]).toEqual(debug.mock.calls[0])
    }
    finally {
      vi.useRealTimers()
      debug.mockRestore()
    }
  })
})
