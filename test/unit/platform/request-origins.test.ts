import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createRequestOrigins } from '../../../src/runtime/server/platform/nitro3/request-origins'

const asyncHooks = vi.hoisted(() => ({ isMissing: false }))

/** Some platforms have an `AsyncLocalStorage` that forgets at the first `await`. */
vi.mock('node:async_hooks', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:async_hooks')>()
  class Forgetful {
    private store: unknown
    run<Result>(store: unknown, run: () => Result): Result {
      this.store = store
      try {
        return run()
      }
      finally {
        this.store = undefined
      }
    }

    getStore(): unknown {
      return this.store
    }
  }
  return {
    ...original,
    AsyncLocalStorage: function AsyncLocalStorage() {
      return asyncHooks.isMissing ? new Forgetful() : new original.AsyncLocalStorage()
    },
  }
})

const visitor = { name: 'visitor' }

describe.each([[false, 'with'], [true, 'without']])('where a request comes from, %2$s async context', (isMissing) => {
  let origins: ReturnType<typeof createRequestOrigins<object>>
  beforeEach(async () => {
    asyncHooks.isMissing = isMissing
    origins = createRequestOrigins<object>()
    await sleep(0)
  })

  it('is a visitor when the platform has marked it, at the first time', () => {
    expect(origins.outerOf({ runtime: {} })).toBeUndefined()
    expect(origins.outerOf({ runtime: {} })).toBeUndefined()
  })

  it('is a visitor where no request is marked and none is being answered', () => {
    expect(origins.outerOf({})).toBeUndefined()
  })

  it('is the server when it is not marked, but others have been', async () => {
    origins.outerOf({ runtime: {} })
    await origins.answer(visitor, async () => {
      await sleep(1)
      expect(origins.outerOf({})).toBe(isMissing ? null : visitor)
    })
    expect(origins.outerOf({})).toBeNull()
  })

  it('is the server when it has the mark of the request that is being answered', async () => {
    const runtime = {}
    origins.outerOf({ runtime })
    await origins.answer(visitor, async () => {
      await sleep(1)
      expect(origins.outerOf({ runtime })).toBe(isMissing ? null : visitor)
    })
  })

  it('is a visitor whose request is received while another one is answered', async () => {
    origins.outerOf({ runtime: {} })
    await origins.answer(visitor, async () => {
      await sleep(1)
      expect(origins.outerOf({ runtime: {} })).toBeUndefined()
    })
  })
})

describe('where a request comes from', () => {
  beforeEach(() => {
    asyncHooks.isMissing = false
  })

  it('is the request that is being answered, on a platform that marks none', async () => {
    const origins = createRequestOrigins<object>()
    const other = { name: 'other' }
    const answers = [visitor, other].map(owner => origins.answer(owner, async () => {
      await sleep(2)
      return origins.outerOf({})
    }))
    expect(await Promise.all(answers)).toEqual([visitor, other])
    expect(origins.outerOf({})).toBeUndefined()
  })

  it('is a visitor on a platform with one mark for all requests', async () => {
    const origins = createRequestOrigins<object>()
    await sleep(0)
    const runtime = { name: 'platform' }
    expect(origins.outerOf({ runtime })).toBeUndefined()
    expect(origins.outerOf({ runtime })).toBeUndefined()
  })
})
