import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { createHookCaller } from '../../../src/runtime/server/hooks'
import type { SiteContext } from '../../../src/runtime/server/hooks'
import type { ServerEvent } from '../../../src/runtime/server/platform/types'

const event = {} as ServerEvent

function hooksThatThrow(error: unknown) {
  const logged: unknown[] = []
  const hooks = createHookCaller({ callHook: () => Promise.reject(error as Error), hasListeners: () => true }, { error: (_message, cause) => void logged.push(cause) })
  return { hooks, logged }
}

describe('a hook that decides fails closed', () => {
  const decide = (error: unknown) => hooksThatThrow(error).hooks.decide('sapcc:site-context', { event, context: {} as SiteContext }) as Promise<void>

  it.each([
    [Object.assign(new Error('Not in this country.'), { statusCode: 403 }), 403, 'Not in this country.'],
    [Object.assign(new Error('Busy.'), { status: 503 }), 503, 'Busy.'],
    [new SapccError('Own.', { status: 451, data: { type: 'Own' } }), 451, 'Own.'],
  ])('with the status that it throws: %s', async (error, status, message) => {
    await expect(decide(error)).rejects.toMatchObject({ name: 'SapccError', status, message })
  })

  it.each([new Error('secret'), Object.assign(new Error('secret'), { statusCode: 302 }), Object.assign(new Error('secret'), { statusCode: 500, unhandled: true }), 'secret'])('with a defect, whose text is not for the client: %s', async (error) => {
    await expect(decide(error)).rejects.toBe(error)
  })
})

describe('a hook that listens', () => {
  it('breaks nothing, and what it throws is logged', async () => {
    const error = Object.assign(new Error('x'), { statusCode: 403 })
    const { hooks, logged } = hooksThatThrow(error)
    await hooks.callHook('sapcc:session:ended', { event, reason: 'signed-out' })
    expect(logged).toEqual([error])
  })
})
