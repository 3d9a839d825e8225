import { createRequire } from 'node:module'
import { describe, expect, it, vi } from 'vitest'
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
