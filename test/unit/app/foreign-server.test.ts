import { afterEach, describe, expect, it, vi } from 'vitest'
import { createForeignTransport } from '../../../src/runtime/app/sdk/foreign-server.client'
import type { SapccCallConfig } from '../../../src/runtime/sdk/call-config'
import { SapccError } from '../../../src/runtime/sdk/errors'

const unauthorized = new SapccError('expired', { status: 401, data: { type: 'InvalidTokenError' } })

describe('a refresh at another server, which cannot compare generations', () => {
  afterEach(() => void vi.unstubAllGlobals())

  /** One tab, without others. */
  function tab() {
    vi.stubGlobal('BroadcastChannel', undefined)
    vi.stubGlobal('navigator', {})
    const waiting: ((error: unknown) => void)[] = []
    const http = vi.fn((operation: string, _args: unknown[], _config: Partial<SapccCallConfig>) => operation === 'getUser'
      ? new Promise<unknown>((_, reject) => void waiting.push(reject))
      : Promise.resolve({ token_type: 'bearer', expires_in: 300, scope: 'basic' }))
    const { transport } = createForeignTransport('https://middleware/sapcc', http, () => {})
    const pause = () => new Promise(resolve => setTimeout(resolve, 5))
    return {
      send: transport,
      http,
      refresh: () => transport('refreshUserToken', [], {}),
      refreshes: () => http.mock.calls.filter(([operation]) => operation !== 'getUser').length,
      async call() {
        const answer = transport('getUser', [{}], {})
        const refused = answer.catch((error: unknown) => error)
        await pause()
        return async () => {
          waiting.shift()!(unauthorized)
          await refused
          await pause()
        }
      },
    }
  }

  it('is the last one for a call that was sent before it and refused after it', async () => {
    const { call, refresh, refreshes } = tab()
    const [refuseFirst, refuseLate] = [await call(), await call()]
    await refuseFirst()
    const answered = await refresh()
    await refuseLate()
    expect(await refresh()).toEqual(answered)
    expect(refreshes()).toBe(1)
  })

  it('is a new one for a call that was sent after it, and for who asks without a call', async () => {
    const { call, refresh, refreshes } = tab()
    await refresh()
    const refuse = await call()
    await refuse()
    await refresh()
    expect(refreshes()).toBe(2)
    await refresh()
    expect(refreshes()).toBe(3)
  })

  it.each([
    ['refreshUserToken', true],
    ['OAuthUserAuthorization', true],
    ['signUserOut', true],
    ['getSession', false],
    ['getProduct', false],
  ])('%s outlives the page, since its answer may change the cookie: %s', async (operation, isKeptAlive) => {
    const { send, http } = tab()
    await send(operation, [{}], {})
    expect(http.mock.calls[0]?.[2]).toEqual(isKeptAlive ? { keepalive: true } : {})
  })
})
