import { createServer, request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createEvent } from 'h3'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { sendAnswer } from '../../../src/runtime/server/platform/nitro2/send'
import type { BodySource } from '../../../src/runtime/server/platform/types'
import { watchedStream } from '../../../src/runtime/server/platform/web-stream'
import { createUndiciUpstream } from '../../../src/runtime/server/upstream/node/undici-upstream'
import { startRecorder } from '../../harness/recorder'
import type { Recorder } from '../../harness/recorder'

let occ: Recorder
beforeAll(async () => {
  occ = await startRecorder()
})
afterAll(() => occ.stop())

/** Two pieces of a body, and then what `end` does. */
const pieces = (end: (controller: ReadableStreamDefaultController<Uint8Array>) => void | Promise<void>) => {
  let count = 0
  return new ReadableStream<Uint8Array>({ pull: controller => count++ < 2 ? controller.enqueue(new Uint8Array([7])) : end(controller) }, { highWaterMark: 0 })
}
const fails = async (controller: ReadableStreamDefaultController) => {
  await new Promise(resolve => setTimeout(resolve, 50))
  controller.error(new Error('broken'))
}

/** How SAP answers, as a body that is piped. */
async function piped(isWhole: boolean): Promise<BodySource> {
  occ.answer((_req, res) => {
    res.writeHead(200).write('half')
    // Not before the client reads.
    setTimeout(() => isWhole ? res.end() : res.destroy(), 300)
  })
  return await createUndiciUpstream(occ.url).send({ method: 'GET', url: `${occ.url}/x`, headers: {} }, { timeout: 1000 })
}

/** Sends a body to a client. @returns what was told of the body's failure. */
async function sent(body: BodySource, read: (response: IncomingMessage) => Promise<void>): Promise<unknown[]> {
  const told: unknown[] = []
  const sending = vi.fn()
  const server = createServer((req, res) => {
    Promise.resolve(sendAnswer(createEvent(req, res), { status: 200, headers: {}, body, onBodyFailure: error => told.push(error) })).then(sending, sending)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ port: (server.address() as AddressInfo).port, agent: false }, resolve).on('error', reject).end()
    })
    await read(response)
    await vi.waitUntil(() => sending.mock.calls.length > 0)
    return told
  }
  finally {
    server.closeAllConnections()
    server.close()
  }
}

async function toTheEnd(response: IncomingMessage): Promise<void> {
  for await (const _ of response);
}

describe('onBodyFailure', () => {
  it('is called, and the connection closed, when a stream fails', async () => {
    expect(await sent({ stream: () => pieces(fails) }, response => expect(toTheEnd(response)).rejects.toThrow('aborted'))).toEqual([new Error('broken')])
  })

  it('is called, and the connection closed, when SAP breaks the connection', async () => {
    expect(await sent(await piped(false), response => expect(toTheEnd(response)).rejects.toThrow('aborted'))).toHaveLength(1)
  })

  it('is not called for a complete body', async () => {
    expect(await sent({ stream: () => pieces(controller => controller.close()) }, toTheEnd)).toEqual([])
    expect(await sent(await piped(true), toTheEnd)).toEqual([])
  })

  it('is not called when the client has left', async () => {
    const leave = (response: IncomingMessage) => Promise.resolve(void response.once('data', () => response.destroy()))
    const never = () => {}
    expect(await sent({ stream: () => pieces(never) }, leave)).toEqual([])
    expect(await sent(await piped(false), leave)).toEqual([])
  })

  it('is called once by watchedStream, and not on cancel', async () => {
    const told = vi.fn()
    await expect(new Response(watchedStream(pieces(fails), told)).text()).rejects.toThrow('broken')
    expect(told.mock.calls).toEqual([[new Error('broken')]])
    const cancelled = vi.fn()
    await watchedStream(new ReadableStream({ cancel: cancelled }), told).cancel('enough')
    expect(cancelled).toHaveBeenCalledExactlyOnceWith('enough')
    const reader = watchedStream(new ReadableStream(), told).getReader()
    const waiting = reader.read()
    await new Promise(resolve => setTimeout(resolve))
    await reader.cancel('enough')
    expect(await waiting).toMatchObject({ done: true })
    await new Promise(resolve => setTimeout(resolve))
    expect(told).toHaveBeenCalledOnce()
  })
})
