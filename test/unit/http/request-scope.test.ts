import { describe, expect, it, vi } from 'vitest'
import { RequestScope } from '../../../src/runtime/server/http/request-scope'
import { peekResponseState } from '../../../src/runtime/server/http/response-state'
import type { ServerRequest } from '../../../src/runtime/server/platform/types'
import { fakeRequest, fakeScope, names } from '../fake-request'

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

describe('the head of a response', () => {
  it('waits for work that may set cookies, and for the steps that follow from it', async () => {
    const scope = fakeScope()
    const steps: string[] = []
    const step = async (name: string) => {
      await pause(10)
      steps.push(name)
    }
    const first = step('first')
    scope.delayHead(first)
    void first.then(async () => {
      await Promise.resolve()
      scope.delayHead(step('second'))
    })
    await scope.waitForPendingWork(1000)
    expect(steps).toEqual(['first', 'second'])
    expect(scope.hasPendingWork).toBe(false)
  })

  it('goes on after a failure, and does not wait without end', async () => {
    const scope = fakeScope()
    scope.delayHead(Promise.reject(new Error('the caller\'s')))
    await scope.waitForPendingWork(1000)
    scope.delayHead(new Promise(() => {}))
    const started = performance.now()
    await scope.waitForPendingWork(50)
    expect(performance.now() - started).toBeLessThan(500)
  })

  it('waits for nothing where nothing was started', async () => {
    await fakeScope().waitForPendingWork(1000)
  })

  it('waits for what an inner request has started: the head of an inner request is not sent', async () => {
    const page = fakeScope('a=1')
    let isDone = false
    innerOf(innerOf(page)).delayHead(pause(10).then(() => {
      isDone = true
    }))
    expect(page.hasPendingWork).toBe(true)
    await page.waitForPendingWork(1000)
    expect(isDone).toBe(true)
  })

  it('waits for nothing that was started for another visitor', () => {
    const page = fakeScope('a=1')
    innerOf(page, { headers: { cookie: 'a=2' } }).delayHead(new Promise(() => {}))
    expect(page.hasPendingWork).toBe(false)
  })
})

describe('work that may end after the response', () => {
  function scopeOf(continuesAfterResponse?: boolean) {
    const given: Promise<unknown>[] = []
    return { given, scope: new RequestScope(fakeRequest({ waitUntil: work => void given.push(work) }), names, undefined, continuesAfterResponse) }
  }

  it('is given to the platform, and the response does not wait for it', () => {
    const { given, scope } = scopeOf()
    const work = new Promise(() => {})
    scope.finishAfterResponse(work)
    expect(given).toEqual([work])
    expect(scope.hasPendingWork).toBe(false)
  })

  it('is waited for where the function stops with its response', async () => {
    const { scope } = scopeOf(false)
    let isDone = false
    scope.finishAfterResponse(pause(20).then(() => void (isDone = true)))
    await scope.waitForPendingWork(1000)
    expect(isDone).toBe(true)
  })

  it('is waited for there longer than a call to OCC may take', async () => {
    const { scope } = scopeOf(false)
    let isDone = false
    scope.finishAfterResponse(pause(30).then(() => void (isDone = true)))
    scope.delayHead(new Promise(() => {}))
    await scope.waitForPendingWork(5)
    expect(isDone).toBe(true)
    await scope.waitForPendingWork(0)
  })

  it('is waited for with what follows from it at once', async () => {
    const { scope } = scopeOf(false)
    let isDone = false
    scope.finishAfterResponse(pause(5).then(() => scope.finishAfterResponse(pause(5).then(() => void (isDone = true)))))
    await scope.waitForPendingWork(0)
    expect(isDone).toBe(true)
  })

  it('of an inner request is waited for by the one that it was made for', async () => {
    const page = new RequestScope(fakeRequest({ headers: { cookie: 'a=1' } }), names, undefined, false)
    const inner = new RequestScope(fakeRequest({ headers: { cookie: 'a=1' }, isInner: true, outer: page.request }), names, page, false)
    let isDone = false
    inner.finishAfterResponse(pause(5).then(() => void (isDone = true)))
    expect([inner.hasPendingWork, page.hasPendingWork]).toEqual([false, true])
    await page.waitForPendingWork(0)
    expect(isDone).toBe(true)
  })

  it('is not waited for without end there, and its failure is its caller\'s', async () => {
    vi.useFakeTimers()
    try {
      const { scope } = scopeOf(false)
      scope.finishAfterResponse(Promise.reject(new Error('the caller\'s')))
      scope.finishAfterResponse(new Promise(() => {}))
      await vi.advanceTimersByTimeAsync(9_999)
      expect(scope.hasPendingWork).toBe(true)
      await vi.advanceTimersByTimeAsync(2)
      expect(scope.hasPendingWork).toBe(false)
    }
    finally {
      vi.useRealTimers()
    }
  })
})

describe('a personal response', () => {
  it('is also that of the request which an inner one was made for', () => {
    const page = fakeScope('a=1')
    const other = innerOf(page, { headers: { cookie: 'a=2' } })
    expect([other.isPersonalResponse, page.isPersonalResponse]).toEqual([false, false])
    other.markPersonalResponse()
    expect([other.isPersonalResponse, page.isPersonalResponse]).toEqual([true, true])
  })
})

function innerOf(outer: RequestScope, given: Partial<ServerRequest> = {}): RequestScope {
  return new RequestScope(fakeRequest({ headers: { ...outer.request.headers }, isInner: true, outer: outer.request, ...given }), names, outer)
}

describe('an inner request', () => {
  it('acts for the request that it was made for, however deep', () => {
    const outer = fakeScope('a=1')
    const inner = innerOf(outer)
    expect([inner.access, inner.cookieOwner, inner.sessionOwner]).toEqual(['read', outer, outer])
    expect(innerOf(inner).sessionOwner).toBe(outer)
  })

  it('acts for itself with other cookies, and when the head of the outer response has left', () => {
    const other = innerOf(fakeScope('a=1'), { headers: { cookie: 'a=2' } })
    expect([other.cookieOwner, other.sessionOwner]).toEqual([other, other])
    const late = innerOf(fakeScope('a=1', { isHeadSent: true }))
    expect([late.cookieOwner, late.sessionOwner]).toEqual([late, late])
  })

  it('renews no session where the rendering of its page may not', () => {
    const page = fakeScope('a=1')
    let mayRefresh = false
    page.markRendering(() => mayRefresh)
    const inner = innerOf(page)
    expect([inner.cookieOwner, inner.sessionOwner]).toEqual([page, inner])
    inner.noteSkippedRefresh()
    expect(peekResponseState(page.request)?.isRefreshSkipped).toBe(true)
    mayRefresh = true
    expect(inner.sessionOwner).toBe(page)
  })

  it('is anonymous on a page for everyone, and when its own answer is public', () => {
    const page = fakeScope('a=1', { isCached: true })
    const inner = innerOf(page)
    expect([inner.access, inner.sessionOwner]).toEqual(['none', inner])
    const opened = innerOf(fakeScope('a=1'))
    opened.markPublicResponse()
    expect([opened.access, opened.cookieOwner, opened.sessionOwner]).toEqual(['none', opened, opened])
  })
})
