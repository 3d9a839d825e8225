import { gzipSync } from 'node:zlib'
import { defineRoute, requestOf } from '#sapcc/platform'
import type { Answer, ServerRequest, StreamedBody } from '../../../src/runtime/server/platform/types'
import { broken, endless, megabytes, sourceOf, words } from './bodies'
import { entriesOf, log } from './log'
import { probe } from './plugin'

/** The module's own route: `/probe/:name`, each name another way to use the request or to answer. */
export default defineRoute(async (request) => {
  // Below `/below/**` there is no name.
  const name = request.routeParameter('name') || 'describe'
  const id = String(request.query.id)
  const answer = answers[name]
  if (!answer) return json({ unknown: name }, 404)
  return await answer(request, id)
})

type Answering = (request: ServerRequest, id: string) => Answer | Promise<Answer>

/** Up to it a body is kept as a whole. */
const BUFFER_LIMIT = 1000

const answers: Record<string, Answering> = {
  // --- What a request tells.
  'describe': request => json({
    method: request.method,
    rawUrl: request.rawUrl,
    query: request.query,
    list: request.header('x-list'),
    cookie: request.header('cookie') ?? null,
    missing: request.header('x-missing') ?? null,
    headers: request.headers['x-list'],
    routeParameter: request.routeParameter('name'),
    missingParameter: request.routeParameter('other'),
    routeBase: request.routeBase,
    remoteAddress: request.remoteAddress ?? null,
    isInner: request.isInner,
    isCached: request.isCached,
    isHeadSent: request.isHeadSent,
    takesCompressed: request.takesCompressed,
    isAborted: request.client.aborted,
    isSame: requestOf(request.event) === request,
    responseCookies: request.responseCookies(),
  }),
  'forget': (request) => {
    request.forgetQuery()
    throw new Error('An error page repeats the address.')
  },
  'log': request => json(entriesOf(String(request.query.of))),

  // --- Bodies of requests.
  'whole': async (request) => {
    const body = await request.readBody()
    return json({ length: body?.length ?? null, isBytes: body instanceof Uint8Array || body === undefined, text: body && body.length < 100 ? new TextDecoder().decode(body) : null })
  },
  'stream': async (request) => {
    const stream = request.bodyStream()
    return json({ length: stream ? await lengthOf(stream) : null })
  },
  'forward': async (request) => {
    const body = await request.forwardableBody(BUFFER_LIMIT)
    if (body === undefined) return json({ kind: 'none' })
    if (body instanceof Uint8Array) return json({ kind: 'whole', length: body.length })
    return json({ kind: 'stream', length: await lengthOf(body) })
  },
  // Takes the first piece and then nothing for a while: what is sent meanwhile has to wait in the client.
  'forward-slowly': async (request) => {
    const body = await request.forwardableBody(BUFFER_LIMIT)
    if (body === undefined || body instanceof Uint8Array) return json({ kind: 'unexpected' })
    const before = process.memoryUsage().arrayBuffers
    let length = 0
    let growth = 0
    for await (const piece of body as AsyncIterable<Uint8Array>) {
      if (length === 0) {
        await new Promise(resolve => setTimeout(resolve, 300))
        growth = process.memoryUsage().arrayBuffers - before
      }
      length += piece.length
    }
    return json({ length, growth })
  },
  // The shop's hooks get the framework's event, and may read the body from it.
  'read-again': async (request) => {
    const first = await request.readBody()
    const context: { event: ServerRequest['event'], body?: string } = { event: request.event }
    await probe.platform!.callHook('probe:read', context)
    return json({ first: new TextDecoder().decode(first), second: context.body })
  },
  'refuse': () => json({ refused: true }, 413),
  'refuse-midway': async (request) => {
    const body = await request.forwardableBody(BUFFER_LIMIT)
    if (body === undefined || body instanceof Uint8Array) return json({ kind: 'unexpected' })
    for await (const _ of body as AsyncIterable<Uint8Array>) break
    return json({ refused: true }, 413)
  },
  'refuse-stream': async (request) => {
    const reader = request.bodyStream()!.getReader()
    await reader.read()
    await reader.cancel()
    return json({ refused: true }, 413)
  },

  // --- Answers.
  'text': () => ({ status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'grüße' }),
  'bytes': () => ({ status: 200, headers: { 'content-type': 'application/octet-stream', 'x-own': 'own' }, body: new Uint8Array([0, 255, 128]) }),
  'source': (_request, id) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: sourceOf(id, words('one ', 'two ', 'three')) }),
  'compressed': () => ({ status: 200, headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body: { stream: () => new Blob(['{"text":"grüße"}']).stream().pipeThrough(new CompressionStream('gzip')) } }),
  'compressed-bytes': () => ({ status: 200, headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' }, body: gzipSync('{"text":"grüße"}') }),
  'nothing': () => ({ status: 200, headers: {} }),
  'no-content': () => ({ status: 204, headers: { 'x-own': 'own' } }),
  'not-modified': () => ({ status: 304, headers: { etag: '"1"' } }),
  'created': () => ({ status: 201, headers: { 'location': '/x', 'set-cookie': ['own=1; Path=/', 'own=2; Path=/'] }, body: 'created' }),
  'refused': () => ({ status: 403, headers: { 'set-cookie': 'own=1; Path=/', 'content-type': 'text/plain' }, body: 'refused' }),
  'gone': () => ({ status: 302, headers: { location: '/elsewhere' } }),
  'throws': () => {
    throw new Error('The route failed.')
  },

  // --- While an answer is on its way.
  'endless': (request, id) => {
    request.client.addEventListener('abort', () => log(id, 'client left'), { once: true })
    return { status: 200, headers: { 'content-type': 'text/plain' }, body: sourceOf(id, endless()) }
  },
  'waiting': async (request, id) => {
    request.client.addEventListener('abort', () => log(id, 'client left'), { once: true })
    for (let waited = 0; waited < 3000 && !request.client.aborted; waited += 10) await new Promise(resolve => setTimeout(resolve, 10))
    return { status: 200, headers: {}, body: sourceOf(id, words('too late')) }
  },
  'completed': (request, id) => {
    request.client.addEventListener('abort', () => log(id, 'client left'), { once: true })
    return { status: 200, headers: {}, body: 'completed' }
  },
  'broken': (_request, id) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: sourceOf(id, broken()), onBodyFailure: () => log(id, 'body failed') }),
  'big': (_request, id) => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: sourceOf(id, megabytes(64)) }),

  // --- The platform.
  'wait-until': (request, id) => {
    request.waitUntil(new Promise<void>(resolve => setTimeout(resolve, 200)).then(() => {
      log(id, 'work done')
      console.log(`[work] done ${id}`)
    }))
    return json({})
  },
  'hook': async (request, id) => {
    const { callHook, hasListeners: hasListeners } = probe.platform!
    const heard = [hasListeners('probe:quiet'), hasListeners('probe:heard')]
    const bare = {}
    await callHook('probe:without-event', bare)
    const quiet = callHook('probe:quiet', { event: request.event })
    await callHook('probe:heard', { event: request.event })
    log(id, 'hook done')
    let failure: string | undefined
    try {
      await callHook('probe:failing', { event: request.event })
    }
    catch (error) {
      failure = (error as Error).message
    }
    return json({ quiet: quiet === undefined, heard, ...bare, failure })
  },
  'report': async (request) => {
    await probe.platform!.reportError(new Error('a defect'), request.event)
    await probe.platform!.reportError('no error at all', request.event)
    return json({})
  },
  'platform': async (request) => {
    const { runtimeConfig, env, isProduction, isPrerendering, storage } = probe.platform!
    await storage().setItem('sapcc:key', 'stored')
    return json({
      setting: (runtimeConfig(request.event).sapcc as { setting: string }).setting,
      settingAtStart: (runtimeConfig().sapcc as { setting: string }).setting,
      env: env.PROBE ?? null,
      isProduction,
      isPrerendering,
      stored: await storage().getItem('sapcc:key'),
    })
  },
}

async function lengthOf(body: StreamedBody): Promise<number> {
  let length = 0
  for await (const piece of body as AsyncIterable<Uint8Array>) length += piece.length
  return length
}

function json(value: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) }
}
