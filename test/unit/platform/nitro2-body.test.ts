import type { H3Event } from 'h3'
import type { NitroApp } from 'nitropack/types'
import { describe, expect, it } from 'vitest'
import { readForwardableBody, readWholeBody } from '../../../src/runtime/server/platform/nitro2/body'
import { markVisitorRequests } from '../../../src/runtime/server/platform/nitro2/visitor-requests'

/** A request as a function's adapter hands it to Nitro: with its body at hand, and without a socket. */
function eventWith(body: unknown, length: number, isVisitors = true): H3Event {
  let context: object | undefined
  const app = { localCall: async (call: { context?: object }) => void (context = call.context), localFetch: async () => undefined }
  markVisitorRequests(app as unknown as NitroApp)
  void app.localCall({})
  const req = { method: 'POST', headers: { 'content-length': String(length) }, body, __unenv__: isVisitors ? context : {} }
  return { method: 'POST', node: { req, res: {} } } as unknown as H3Event
}

const png = Buffer.from([0x89, 0x50, 0x4E, 0x47, 0xFF, 0x00])

describe('the body of a request that an adapter hands on', () => {
  it('is what the visitor has sent, and can be sent again', async () => {
    expect(await readWholeBody(eventWith('grüße', 7))).toEqual(Buffer.from('grüße'))
    expect(await readForwardableBody(eventWith(png, 6), 1000)).toEqual(png)
    // All of it is at hand, however long it is.
    expect(await readForwardableBody(eventWith(Buffer.alloc(5000), 5000), 1000)).toHaveLength(5000)
  })

  it('is refused when the adapter has made a text of it', async () => {
    const changed = png.toString('utf8')
    await expect(readWholeBody(eventWith(changed, 6))).rejects.toThrow('A body of 6 bytes has arrived with 10')
    await expect(readForwardableBody(eventWith(changed, 6), 1000)).rejects.toThrow('does not pass on binary bodies')
    await expect(readForwardableBody(eventWith(`${changed}${'x'.repeat(5000)}`, 5006), 1000)).rejects.toThrow('does not pass on binary bodies')
  })

  it('may have another length than the headers say when the server asks itself: they may be those of the page', async () => {
    expect(await readWholeBody(eventWith('{}', 500, false))).toEqual(Buffer.from('{}'))
  })
})
