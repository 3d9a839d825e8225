import { UpstreamTimeout, UpstreamUnreachable } from '../upstream'
import type { CancelSignal } from '../../platform/types'
import type { HeaderBag, Upstream, UpstreamRequest } from '../upstream'

/** The platform's `fetch`, for runtimes that have no `undici`. */
export function createUpstream(): Upstream {
  return {
    async send(request, options) {
      const deadline = createDeadline(options.timeout)
      const signal = options.signal ? AbortSignal.any([abortSignal(options.signal), deadline.signal]) : deadline.signal
      const fail = (error: unknown): never => {
        deadline.stop()
        if (deadline.signal.aborted) throw new UpstreamTimeout('SAP Commerce did not answer in time.', { cause: error })
        if (options.signal?.aborted) throw error
        throw new UpstreamUnreachable('SAP Commerce could not be reached.', { cause: error })
      }
      const response = await fetch(request.url, requestInit(request, signal, deadline)).catch(fail)
      deadline.touch()
      const body = response.body?.pipeThrough(watched(deadline))
      if (!body) deadline.stop()
      const read = new Response(body ?? null)
      return {
        status: response.status,
        header: name => response.headers.get(name) ?? undefined,
        headers: () => headersOf(response),
        bytes: async () => new Uint8Array(await read.arrayBuffer().catch(fail)),
        stream: () => body ?? new ReadableStream({ start: controller => controller.close() }),
        discard: async () => {
          deadline.stop()
          await body?.cancel()
        },
      }
    },
  }
}

function abortSignal(signal: CancelSignal): AbortSignal {
  if (signal instanceof AbortSignal) return signal
  const controller = new AbortController()
  if (signal.aborted) controller.abort()
  else signal.addEventListener('abort', () => controller.abort(), { once: true })
  return controller.signal
}

function requestInit(request: UpstreamRequest, signal: AbortSignal, deadline: Deadline): RequestInit {
  const body = isPieces(request.body) ? streamOf(request.body) : request.body
  const init: RequestInit = { method: request.method, headers: request.headers, redirect: 'manual', signal }
  if (!(body instanceof ReadableStream)) return { ...init, body: body as BodyInit | null ?? null }
  // `duplex` is what the Fetch standard wants for streamed bodies; the types do not know it everywhere.
  return { ...init, body: body.pipeThrough(watched(deadline, 'keep')), duplex: 'half' } as RequestInit
}

function isPieces(body: UpstreamRequest['body']): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && Symbol.asyncIterator in body && !(body instanceof ReadableStream)
}

/** `ReadableStream.from`, which not every runtime has. */
function streamOf(pieces: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await iterator.return?.()
    },
  })
}

/** `fetch` has decompressed the body already: what describes the compressed one would be wrong. */
function headersOf({ headers }: Response): HeaderBag {
  const decompressed = headers.has('content-encoding')
  const described = [...headers].filter(([name]) => !decompressed || (name !== 'content-encoding' && name !== 'content-length'))
  return { ...Object.fromEntries(described), ...(headers.has('set-cookie') ? { 'set-cookie': headers.getSetCookie() } : {}) }
}

/** Time for the next sign of life: the headers, or another piece of a body. */
interface Deadline {
  signal: AbortSignal
  touch: () => void
  stop: () => void
}

function createDeadline(timeout: number): Deadline {
  const controller = new AbortController()
  const expire = () => controller.abort(new DOMException('No sign of life in time.', 'TimeoutError'))
  let timer = setTimeout(expire, timeout)
  return {
    signal: controller.signal,
    touch() {
      clearTimeout(timer)
      timer = setTimeout(expire, timeout)
    },
    stop: () => clearTimeout(timer),
  }
}

function watched(deadline: Deadline, atEnd: 'stop' | 'keep' = 'stop'): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(chunk, controller) {
      deadline.touch()
      controller.enqueue(chunk)
    },
    // What the timer was for has come; an answer is still to come after a request's body.
    flush: () => (atEnd === 'stop' ? deadline.stop() : deadline.touch()),
  })
}
