import { afterEach, describe, expect, it } from 'vitest'
import { platformWaitUntil } from '../../../src/runtime/server/platform/platform-wait-until'

const VERCEL = Symbol.for('@vercel/request-context')

describe('the waitUntil that a platform has on the global object', () => {
  afterEach(() => {
    Reflect.deleteProperty(globalThis, VERCEL)
    Reflect.deleteProperty(globalThis, 'Netlify')
  })

  /** What needs its `this`, as the platforms' own do. */
  class Context {
    works: Promise<unknown>[] = []
    waitUntil(work: Promise<unknown>): void {
      this.works.push(work)
    }
  }

  it('is Vercel\'s of the present request, or Netlify\'s', () => {
    const [vercel, netlify] = [new Context(), new Context()]
    const work = Promise.resolve()
    Object.assign(globalThis, { Netlify: { context: netlify } })
    platformWaitUntil()?.(work)
    Object.assign(globalThis, { [VERCEL]: { get: () => vercel } })
    platformWaitUntil()?.(work)
    expect([netlify.works, vercel.works]).toEqual([[work], [work]])
  })

  it('is none elsewhere, and outside of requests', () => {
    expect(platformWaitUntil()).toBeUndefined()
    Object.assign(globalThis, { [VERCEL]: { get: () => undefined }, Netlify: { context: null } })
    expect(platformWaitUntil()).toBeUndefined()
  })
})
