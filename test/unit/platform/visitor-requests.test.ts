import { AsyncResource } from 'node:async_hooks'
import type { NitroApp } from 'nitropack/types'
import { describe, expect, it } from 'vitest'
import { isInnerRequest, markVisitorRequests } from '../../../src/runtime/server/platform/nitro2/visitor-requests'

/** What a request carries by which it came. */
interface Init { context?: object, host?: string, protocol?: string }

/** Nitro's app object as far as requests go. Each call is kept open until its `end` is called. */
function fakeApp() {
  const received: { isInner: boolean, context: AsyncResource, end: () => void }[] = []
  const receive = (init: Init = {}) => new Promise<never>((resolve) => {
    received.push({ isInner: isInnerRequest({ __unenv__: init.context }), context: new AsyncResource('request'), end: resolve as () => void })
  })
  const app = { localCall: receive, localFetch: (_url: string, init?: Init) => receive(init) }
  const noteServer = markVisitorRequests(app as unknown as NitroApp)
  return { app, received, noteServer }
}

const ENTRY = { host: 'shop.example', protocol: 'https:' }

describe('a visitor\'s request on a platform without Node\'s server', () => {
  it.each(['localCall', 'localFetch'] as const)('is what the entry passes on by %s, and not what is asked meanwhile', async (way) => {
    const { app, received } = fakeApp()
    const call = () => way === 'localCall' ? app.localCall({}) : app.localFetch('/', {})
    const answering = call()
    received[0]!.context.runInAsyncScope(() => void call())
    expect(received.map(({ isInner }) => isInner)).toEqual([false, true])
    received[0]!.end()
    await answering
    // Deno goes on with the context of a request that is over.
    received[0]!.context.runInAsyncScope(() => void call())
    expect(received[2]!.isInner).toBe(false)
  })

  it('is recognized by its host and protocol, in any async context', () => {
    const { app, received } = fakeApp()
    void app.localFetch('/', ENTRY)
    received[0]!.context.runInAsyncScope(() => void app.localFetch('/', ENTRY))
    void app.localFetch('/', {})
    void app.localCall({})
    expect(received.map(({ isInner }) => isInner)).toEqual([false, false, true, true])
  })

  it('is none as soon as a request has come over a socket', () => {
    const { app, received, noteServer } = fakeApp()
    noteServer()
    void app.localFetch('/', ENTRY)
    void app.localCall({})
    expect(received.map(({ isInner }) => isInner)).toEqual([true, true])
  })
})
