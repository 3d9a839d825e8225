import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startRecorder } from '../harness/recorder.ts'
import type { Recorder } from '../harness/recorder.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'

const MB = 1024 * 1024
const SIZE = 50 * MB

/** What may be under way: buffers of two sockets in the kernel and in Node. Far less than a transfer. */
const UNDER_WAY = 20 * MB

/** Has the server write down its memory, so that the test can read it in its output. */
const REPORT_MEMORY = `--import data:text/javascript,${encodeURIComponent('setInterval(()=>console.log(\'rss=\'+process.memoryUsage.rss()),20).unref()')}`

let occ: Recorder
let app: RunningApp

beforeAll(async () => {
  occ = await startRecorder()
  app = await startApp({
    env: {
      NUXT_SAPCC_API_URI: `${occ.url}/occ/v2`,
      NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
      NUXT_SAPCC_OAUTH_URI: `${occ.url}/authorizationserver`,
      NUXT_SAPCC_OAUTH_CLIENT_ID: 'storefront',
      NODE_OPTIONS: REPORT_MEMORY,
    },
  })
})

afterAll(async () => {
  await app?.stop()
  await occ?.stop()
})

/** 50 MB that are not the same everywhere, made while they are sent; tells how far it is. */
function produce(): { stream: Readable, sent: () => number, hash: () => string } {
  let sent = 0
  const digest = createHash('sha256')
  const stream = Readable.from((function* () {
    for (; sent < SIZE;) {
      const chunk = Buffer.alloc(64 * 1024, sent / 65_536 % 251)
      digest.update(chunk)
      sent += chunk.length
      yield chunk
    }
  })(), { objectMode: false })
  return { stream, sent: () => sent, hash: () => digest.digest('hex') }
}

async function consume(stream: AsyncIterable<Buffer>): Promise<{ length: number, hash: string }> {
  const digest = createHash('sha256')
  let length = 0
  for await (const chunk of stream) {
    digest.update(chunk)
    length += chunk.length
  }
  return { length, hash: digest.digest('hex') }
}

function memory(): number[] {
  return [...app.logs().matchAll(/rss=(\d+)/g)].map(([, bytes]) => Number(bytes))
}

function open(method: string, path: string) {
  const { hostname, port } = new URL(app.url)
  return request({ hostname, port, path, method, headers: { 'sec-fetch-site': 'same-origin' }, agent: false })
}

/** @param stall milliseconds for which the receiver takes nothing. */
async function download(stall: number): Promise<void> {
  const source = produce()
  occ.answer((_req, res) => {
    res.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': SIZE })
    source.stream.pipe(res)
  })
  const req = open('GET', '/api/occ/electronics/export')
  req.end()
  const [res] = await once(req, 'response') as [IncomingMessage]
  await wait(stall)
  if (stall > 0) expect(source.sent()).toBeLessThan(UNDER_WAY)
  expect(await consume(res)).toEqual({ length: SIZE, hash: source.hash() })
}

/** @param stall milliseconds for which the receiver takes nothing. */
async function upload(stall: number): Promise<void> {
  const source = produce()
  let received: { length: number, hash: string } | undefined
  occ.answer(async (req, res) => {
    await wait(stall)
    if (stall > 0) expect(source.sent()).toBeLessThan(UNDER_WAY)
    received = await consume(req)
    res.writeHead(201).end()
  })
  const req = open('POST', '/api/occ/electronics/import')
  source.stream.pipe(req)
  const [res] = await once(req, 'response') as [IncomingMessage]
  res.resume()
  expect(res.statusCode).toBe(201)
  expect(received).toEqual({ length: SIZE, hash: source.hash() })
}

describe('50 MB through the proxy', () => {
  it.each([['down', download], ['up', upload]] as const)('%s: neither side sends faster than the other one receives', async (_, transfer) => {
    await transfer(700)
  })

  it.each([['down', download], ['up', upload]] as const)('%s: memory stays flat', async (_, transfer) => {
    // The first transfers fill the pools that the process keeps.
    for (let round = 0; round < 2; round++) await transfer(0)
    await wait(100)
    const before = memory().at(-1) ?? 0
    const seen = memory().length
    for (let round = 0; round < 3; round++) await transfer(0)
    await wait(50)
    const during = memory().slice(seen)
    expect(before).toBeGreaterThan(0)
    expect(during.length).toBeGreaterThan(3)
    // 150 MB have gone through.
    expect(Math.max(...during) - before).toBeLessThan(40 * MB)
  })
})
