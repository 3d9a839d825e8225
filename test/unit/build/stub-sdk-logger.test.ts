import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { usesSmallLogger } from '../../../src/build/stub-sdk-logger'
import * as clientLogger from '../../../src/runtime/app/sdk/sdk-logger.client'
import * as serverLogger from '../../../src/runtime/app/sdk/sdk-logger.server'

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

describe('usesSmallLogger', () => {
  const code = readFileSync(join(dirname(createRequire(import.meta.url).resolve('@vue-storefront/sdk')), 'index.es.js'), 'utf8')

  it('knows the installed SDK, and what it uses is there', () => {
    expect(usesSmallLogger(code)).toBe(true)
    for (const logger of [clientLogger, serverLogger]) expect(Object.keys(logger).sort()).toEqual(['LoggerFactory', 'LoggerType'])
  })

  it('knows the CommonJS file, which servers get', () => {
    const common = readFileSync(createRequire(import.meta.url).resolve('@vue-storefront/sdk'), 'utf8')
    expect(usesSmallLogger(common)).toBe(true)
    expect(usesSmallLogger(common.replace('var logger = ', 'var other = '))).toBe(false)
    expect(usesSmallLogger(common.replace('internalLogger.debug(', 'internalLogger.warning('))).toBe(false)
    expect(usesSmallLogger(`${common}\nlogger.LogVerbosity.debug`)).toBe(false)
  })

  it.each<[change: string, replaced: string, by: string]>([
    ['imports another name', 'LoggerFactory, LoggerType }', 'LoggerFactory, LoggerType, LogVerbosity }'],
    ['imports in another way', 'import { LoggerFactory, LoggerType } from \'@vue-storefront/logger\';', 'import * as logger from \'@vue-storefront/logger\';'],
    ['imports twice', 'export {', 'import defaults from \'@vue-storefront/logger\';\nexport {'],
    ['makes another logger', 'const internalLogger =', 'const other = LoggerFactory.create(LoggerType.Gcp);\nconst internalLogger ='],
    ['makes a logger of another type', 'LoggerType.ConsolaGcp', 'LoggerType.Gcp'],
    ['writes lines of another level', 'internalLogger.debug(', 'internalLogger.warning('],
    ['passes the logger on', 'export {', 'configure(internalLogger);\nexport {'],
  ])('leaves an SDK alone that %s', (_, replaced, by) => {
    expect(code).toContain(replaced)
    expect(usesSmallLogger(code.replace(replaced, by))).toBe(false)
  })
})
