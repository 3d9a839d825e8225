import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'
import { startLoads } from '../../../bench/lib/loads.ts'
import type { Loads } from '../../../bench/lib/loads.ts'
import { root } from '../../../scripts/lib/run.ts'
import { temporaryFolder } from '../temporary-folder'

const stops: (() => unknown)[] = []
afterEach(async () => {
  await Promise.all(stops.splice(0).map(stop => stop()))
})

function start(...args: Parameters<typeof startLoads>): Loads {
  const loads = startLoads(...args)
  stops.push(loads.stop)
  return loads
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function script(text: string): string {
  const path = join(temporaryFolder(), 'load.mjs')
  writeFileSync(path, text)
  return path
}

const get = (url: string) => ({ url, method: 'GET' }) as const

describe('the process that sends requests', () => {
  it('sends as many as its connections can, each session in turn', async () => {
    const seen = new Map<string | undefined, number>()
    const url = await serve((request, response) => {
      seen.set(request.headers.cookie, (seen.get(request.headers.cookie) ?? 0) + 1)
      response.end('ok')
    })
    const cookies = join(temporaryFolder(), 'cookies')
    writeFileSync(cookies, Array.from({ length: 8 }, (_, index) => `session=${index}`).join('\n'))
    const { requests, latency } = await start().send({ ...get(url), cookies, connections: 4 }, 1)
    expect(requests).toBeGreaterThan(8)
    expect(latency.p99).toBeGreaterThanOrEqual(latency.p50)
    expect([...seen.keys()].sort()).toEqual(Array.from({ length: 8 }, (_, index) => `session=${index}`))
  })

  it('sends at a rate, and does not wait for slow responses', async () => {
    const url = await serve((_, response) => void setTimeout(() => response.end('ok'), 200))
    const { requests, duration, latency } = await start().send({ ...get(url), rate: 100 }, 0.5)
    expect(requests).toBeGreaterThanOrEqual(25)
    expect(requests).toBeLessThanOrEqual(Math.ceil(duration * 100))
    expect(latency.p50).toBeGreaterThanOrEqual(190)
  })

  it.each([undefined, 50])('says so when a response was no success, and goes on with the next load (rate: %s)', async (rate) => {
    let status = 503
    const url = await serve((_, response) => response.writeHead(status).end())
    const loads = start()
    const load = { ...get(url), ...(rate === undefined ? {} : { rate }) }
    await expect(loads.send(load, 0.2)).rejects.toThrow(/requests failed/)
    status = 200
    expect((await loads.send(load, 0.5)).requests).toBeGreaterThan(0)
  })

  it('is named when it ends in the middle, and started again', async () => {
    const loads = start(script('process.once("message", ({ url }) => url.endsWith("die") ? process.exit(3) : process.send({ requests: 1, duration: 1, latency: { p50: 1, p99: 1 } }))'))
    await expect(loads.send(get('http://127.0.0.1/die'), 1)).rejects.toThrow('the process that sends requests ended with 3')
    expect(await loads.send(get('http://127.0.0.1/'), 1)).toMatchObject({ requests: 1 })
  })

  it('is ended when it does not answer', async () => {
    const loads = start(script('process.on("message", () => {})'), 100)
    await expect(loads.send(get('http://127.0.0.1/'), 0.1)).rejects.toThrow('did not end in time')
  })

  it('ends quietly when the bench was ended in the middle of a load', async () => {
    const url = await serve((_, response) => void response.end('ok'))
    // The bench: begins a load and is killed.
    const child = fork(script(`
      import { fork } from 'node:child_process'
      const load = fork(${JSON.stringify(join(root, 'bench/lib/load-process.ts'))}, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
      load.send({ url: ${JSON.stringify(url)}, method: 'GET', seconds: 1 })
      process.send('sent')
    `), { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] })
    let output = ''
    child.stderr!.setEncoding('utf8').on('data', (text: string) => output += text)
    await once(child, 'message')
    // The load process writes into the same pipe, which is closed when both have ended.
    const closed = once(child.stderr!, 'close')
    child.kill('SIGKILL')
    await closed
    expect(output).toBe('')
  })
})

it('a server that knows nothing of the bench ends with it', async () => {
  const path = script('setInterval(() => {}, 1000)')
  const child = fork(path, { execArgv: ['--import', pathToFileURL(join(root, 'bench/lib/end-with-parent.mjs')).href] })
  await once(child, 'spawn')
  const ended = once(child, 'exit')
  child.disconnect()
  expect(await ended).toEqual([0, null])
})
