import { describe, expect, it, vi } from 'vitest'
import { SapccError, TokenRefreshUnavailableError } from '../../../src/runtime/sdk/errors'
import { createRefreshTokenAndRetryHandler } from '../../../src/runtime/sdk/refresh/handler'
import type { RefreshTokenState } from '../../../src/runtime/sdk/refresh/refresh-and-retry'
import { eventually } from '../eventually'

const unauthorized = (type = 'InvalidTokenError') => new SapccError('Access token expired', { status: 401, data: { type } })
const refusal = () => new SapccError('Token is not active', { status: 401, data: { type: 'invalid_grant' } })

function deferred<Value = unknown>() {
  let resolve!: (value: Value) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<Value>((ok, fail) => {
    resolve = ok
    reject = fail
  })
  return { promise, resolve, reject }
}

describe('createRefreshTokenAndRetryHandler', () => {
  it('refreshes once and repeats the call with its own arguments', async () => {
    const handle = createRefreshTokenAndRetryHandler()
    const refreshTokenMethod = vi.fn().mockResolvedValue({ token_type: 'bearer', expires_in: 300, scope: 'basic' })
    const method = vi.fn((id: string, count: number) => Promise.resolve(`${id}:${count}`))
    await expect(handle(unauthorized(), method, ['a', 2], { refreshTokenMethod })).resolves.toBe('a:2')
    expect(refreshTokenMethod).toHaveBeenCalledTimes(1)
    expect(refreshTokenMethod).toHaveBeenCalledWith()
    expect(method).toHaveBeenCalledTimes(1)
  })

  it('shares one refresh between all calls that fail meanwhile', async () => {
    const handle = createRefreshTokenAndRetryHandler()
    const refresh = deferred()
    const refreshTokenMethod = vi.fn(() => refresh.promise)
    const calls = Array.from({ length: 50 }, (_, index) => handle(unauthorized(), async (value: number) => value, [index], { refreshTokenMethod }))
    refresh.resolve({})
    await expect(Promise.all(calls)).resolves.toEqual(Array.from({ length: 50 }, (_, index) => index))
    expect(refreshTokenMethod).toHaveBeenCalledTimes(1)
  })

  it('tells of a refused refresh by the first of its calls that is not over', async () => {
    const handle = createRefreshTokenAndRetryHandler()
    const refresh = deferred()
    const told: string[] = []
    const call = (name: string, settings: object) => handle(unauthorized(), async () => name, [], {
      refreshTokenMethod: () => refresh.promise,
      callbacks: { onTokenRefreshError: () => void told.push(name) },
      ...settings,
    }).catch((error: unknown) => error)
    const calls = [call('silent', { isOver: () => true }), call('over', { isOver: () => true }), call('first', { isOver: () => false }), call('second', {})]
    refresh.reject(refusal())
    await Promise.all(calls)
    expect(told).toEqual(['first'])
  })

  it('tells nobody of a refused refresh that was another session\'s than that of the call that joined it', async () => {
    const handle = createRefreshTokenAndRetryHandler()
    const refresh = deferred()
    const onTokenRefreshError = vi.fn()
    const over = handle(unauthorized(), async () => 1, [], { refreshTokenMethod: () => refresh.promise, isOver: () => true }).catch((error: unknown) => error)
    const joined = handle(unauthorized(), async () => 'repeated', [], { refreshTokenMethod: async () => ({}), isOfOtherSession: () => true, callbacks: { onTokenRefreshError } })
    refresh.reject(refusal())
    await over
    await expect(joined).resolves.toBe('repeated')
    expect(onTokenRefreshError).not.toHaveBeenCalled()
  })

  it('repeats a call that started before the last refresh ended without another refresh', async () => {
    const state: RefreshTokenState = {}
    const handle = createRefreshTokenAndRetryHandler(state)
    const refreshTokenMethod = vi.fn().mockResolvedValue({})
    const startedAt = state.generation ?? 0
    await handle(unauthorized(), async () => 1, [], { refreshTokenMethod, startedAt })
    await expect(handle(unauthorized(), async () => 'late', [], { refreshTokenMethod, startedAt })).resolves.toBe('late')
    expect(refreshTokenMethod).toHaveBeenCalledTimes(1)
    // One that started afterwards met a new expiry.
    await handle(unauthorized(), async () => 1, [], { refreshTokenMethod, startedAt: state.generation ?? 0 })
    expect(refreshTokenMethod).toHaveBeenCalledTimes(2)
  })

  it('never repeats a call twice', async () => {
    const handle = createRefreshTokenAndRetryHandler()
    const again = unauthorized()
    const method = vi.fn().mockRejectedValue(again)
    const refreshTokenMethod = vi.fn().mockResolvedValue({})
    await expect(handle(unauthorized(), method, [], { refreshTokenMethod })).rejects.toBe(again)
    expect(method).toHaveBeenCalledTimes(1)
    expect(refreshTokenMethod).toHaveBeenCalledTimes(1)
  })

  it('leaves other errors alone', async () => {
    const handle = createRefreshTokenAndRetryHandler()
    const refreshTokenMethod = vi.fn()
    for (const error of [new Error('x'), new SapccError('no', { status: 403, data: { type: 'ForbiddenError' } }), unauthorized('AuthorizationDeniedError'), unauthorized('AccessDeniedError'), 'text', undefined]) {
      await expect(handle(error, async () => 1, [], { refreshTokenMethod })).rejects.toBe(error)
    }
    expect(refreshTokenMethod).not.toHaveBeenCalled()
  })

  it('uses the isUnauthorized it is given', async () => {
    const handle = createRefreshTokenAndRetryHandler()
    const error = Object.assign(new Error('expired'), { code: 'EXPIRED' })
    await expect(handle(error, async () => 'ok', [], { isUnauthorized: value => value === error, refreshTokenMethod: async () => ({}) })).resolves.toBe('ok')
  })

  it('awaits onTokenRefreshed before the repeats, once per refresh', async () => {
    const handle = createRefreshTokenAndRetryHandler()
    const order: string[] = []
    const gate = deferred()
    const options = {
      refreshTokenMethod: async () => ({ expires_in: 300 }),
      callbacks: {
        async onTokenRefreshed(response: unknown) {
          order.push(`callback ${JSON.stringify(response)}`)
          await gate.promise
          order.push('callback done')
        },
      },
    }
    const calls = [1, 2].map(index => handle(unauthorized(), async () => order.push(`repeat ${index}`), [], options))
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(order).toEqual(['callback {"expires_in":300}'])
    gate.resolve(undefined)
    await Promise.all(calls)
    expect(order).toEqual(['callback {"expires_in":300}', 'callback done', 'repeat 1', 'repeat 2'])
  })

  it('gives the original error, with the refusal as its cause, when the refresh is refused', async () => {
    const handle = createRefreshTokenAndRetryHandler()
    const refused = refusal()
    const onTokenRefreshError = vi.fn()
    const originals = [unauthorized(), unauthorized()]
    const method = vi.fn()
    const settled = await Promise.allSettled(originals.map(original =>
      handle(original, method, [], { refreshTokenMethod: () => Promise.reject(refused), callbacks: { onTokenRefreshError } })))
    settled.forEach((entry, index) => {
      expect(entry).toMatchObject({ status: 'rejected', reason: originals[index] })
      expect(originals[index]!.cause).toBe(refused)
    })
    expect(method).not.toHaveBeenCalled()
    expect(onTokenRefreshError).toHaveBeenCalledExactlyOnceWith(refused)
  })

  it.each([
    ['a server error', new SapccError('down', { status: 503, data: { type: 'x', retryAfter: 7 } })],
    ['a limit', { response: { status: 429 } }],
    ['no connection', new TypeError('fetch failed')],
    ['a wrong client', { status: 401, data: { error: 'invalid_client' } }],
    ['a timeout', new DOMException('timed out', 'TimeoutError')],
  ])('reports an outage, with the original as its cause, after %s', async (_, refreshError) => {
    const handle = createRefreshTokenAndRetryHandler()
    const original = unauthorized()
    const error = await handle(original, async () => 1, [], { refreshTokenMethod: () => Promise.reject(refreshError) }).catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(TokenRefreshUnavailableError)
    expect(error).toMatchObject({ status: 503, statusCode: 503, cause: original, name: 'TokenRefreshUnavailableError' })
    expect(original.cause).toBeUndefined()
    if (refreshError instanceof SapccError) expect(error).toMatchObject({ retryAfter: 7 })
  })

  it('refreshes again after a failure', async () => {
    const handle = createRefreshTokenAndRetryHandler()
    const refreshTokenMethod = vi.fn().mockRejectedValueOnce(new Error('down')).mockResolvedValue({})
    await expect(handle(unauthorized(), async () => 1, [], { refreshTokenMethod })).rejects.toBeInstanceOf(TokenRefreshUnavailableError)
    await expect(handle(unauthorized(), async () => 1, [], { refreshTokenMethod })).resolves.toBe(1)
  })

  it.each(['onTokenRefreshed', 'onTokenRefreshError'] as const)('reports what %s throws and goes on', async (name) => {
    const handle = createRefreshTokenAndRetryHandler()
    const report = vi.fn()
    const thrown = new Error('callback')
    const fails = name === 'onTokenRefreshError'
    const refused = refusal()
    const original = unauthorized()
    const call = handle(original, async () => 'ok', [], {
      refreshTokenMethod: () => fails ? Promise.reject(refused) : Promise.resolve({}),
      callbacks: { [name]: () => Promise.reject(thrown) },
      report,
    })
    if (fails) await expect(call).rejects.toBe(original)
    else await expect(call).resolves.toBe('ok')
    await eventually(() => expect(report).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(name), thrown))
  })

  it('awaits onTokenRefreshError before the callers learn of the failure', async () => {
    const handle = createRefreshTokenAndRetryHandler()
    const order: string[] = []
    const ending = deferred()
    const options = {
      refreshTokenMethod: () => Promise.reject(refusal()),
      callbacks: { onTokenRefreshError: () => ending.promise.then(() => order.push('callback')).then(() => undefined) },
    }
    const calls = [1, 2].map(() => handle(unauthorized(), async () => 1, [], options).catch(() => order.push('caller')))
    await new Promise(resolve => setTimeout(resolve, 10))
    expect(order).toEqual([])
    ending.resolve(undefined)
    await Promise.all(calls)
    expect(order).toEqual(['callback', 'caller', 'caller'])
  })

  it('does not wait for itself when onTokenRefreshError makes a call', async () => {
    const state: RefreshTokenState = {}
    const handle = createRefreshTokenAndRetryHandler(state)
    const refused = refusal()
    const refreshTokenMethod = vi.fn().mockRejectedValue(refused)
    const inner = unauthorized()
    const seen: unknown[] = []
    const onTokenRefreshError = () => handle(inner, async () => 1, [], { refreshTokenMethod, startedAt: state.generation ?? 0 }).then(() => undefined, (error: unknown) => {
      seen.push(error)
    })
    const original = unauthorized()
    await expect(handle(original, async () => 1, [], { refreshTokenMethod, startedAt: 0, callbacks: { onTokenRefreshError } })).rejects.toBe(original)
    expect(seen).toEqual([inner])
    expect(inner.cause).toBe(refused)
    expect(refreshTokenMethod).toHaveBeenCalledTimes(1)
    // The next call tries again.
    await expect(handle(unauthorized(), async () => 1, [], { refreshTokenMethod: async () => ({}), startedAt: 0 })).resolves.toBe(1)
  })

  it('does not wait for itself when the callback makes a call that is refused again', async () => {
    const state: RefreshTokenState = {}
    const handle = createRefreshTokenAndRetryHandler(state)
    const refreshTokenMethod = vi.fn().mockResolvedValue({})
    const inner = unauthorized()
    const seen: unknown[] = []
    const options = {
      refreshTokenMethod,
      callbacks: {
        onTokenRefreshed: () => handle(inner, async () => 1, [], { refreshTokenMethod, startedAt: state.generation ?? 0 }).then(() => undefined, (error: unknown) => {
          seen.push(error)
        }),
      },
    }
    await expect(handle(unauthorized(), async () => 'ok', [], { ...options, startedAt: 0 })).resolves.toBe('ok')
    expect(seen).toEqual([inner])
    expect(refreshTokenMethod).toHaveBeenCalledTimes(1)
  })

  it.each([['with', { startedAt: 0 }], ['without', {}]])('repeats a call from before the refresh while the callback waits for it, %s a known start', async (_title, startedAt) => {
    const state: RefreshTokenState = {}
    const handle = createRefreshTokenAndRetryHandler(state)
    const refreshTokenMethod = vi.fn().mockResolvedValue({})
    const early = Promise.withResolvers<undefined>()
    const earlyCall = early.promise.then(() => handle(unauthorized(), async () => 'early', [], { refreshTokenMethod, ...startedAt }))
    const callbacks = {
      async onTokenRefreshed() {
        early.resolve(undefined)
        await earlyCall
      },
    }
    await expect(handle(unauthorized(), async () => 'first', [], { refreshTokenMethod, callbacks, startedAt: 0 })).resolves.toBe('first')
    await expect(earlyCall).resolves.toBe('early')
    expect(refreshTokenMethod).toHaveBeenCalledTimes(1)
  })

  it('does not wait for a failed refresh\'s callback that waits for a call from before an earlier refresh', async () => {
    const state: RefreshTokenState = { generation: 1 }
    const handle = createRefreshTokenAndRetryHandler(state)
    const refused = new SapccError('refused', { status: 401, data: { type: 'invalid_grant' } })
    const refreshTokenMethod = vi.fn().mockRejectedValue(refused)
    const early = Promise.withResolvers<undefined>()
    const original = unauthorized()
    const earlyCall = early.promise.then(() => handle(original, async () => 'early', [], { refreshTokenMethod, startedAt: 0 }))
    const seen: unknown[] = []
    const callbacks = {
      async onTokenRefreshError() {
        early.resolve(undefined)
        await earlyCall.catch((error: unknown) => void seen.push(error))
      },
    }
    await expect(handle(unauthorized(), async () => 'first', [], { refreshTokenMethod, callbacks, startedAt: 1 })).rejects.toBeInstanceOf(SapccError)
    expect(seen).toEqual([original])
    expect(refreshTokenMethod).toHaveBeenCalledTimes(1)
  })

  it('does not refresh on a server when ssrRefreshEnabled is false', async () => {
    const handle = createRefreshTokenAndRetryHandler()
    const refreshTokenMethod = vi.fn()
    const original = unauthorized()
    await expect(handle(original, async () => 1, [], { refreshTokenMethod, ssrRefreshEnabled: false })).rejects.toBe(original)
    expect(refreshTokenMethod).not.toHaveBeenCalled()
  })

  it('keeps two handlers apart', async () => {
    const [first, second] = [createRefreshTokenAndRetryHandler(), createRefreshTokenAndRetryHandler()]
    const refreshTokenMethod = vi.fn().mockResolvedValue({})
    await Promise.all([first, second].map(handle => handle(unauthorized(), async () => 1, [], { refreshTokenMethod })))
    expect(refreshTokenMethod).toHaveBeenCalledTimes(2)
  })
})
