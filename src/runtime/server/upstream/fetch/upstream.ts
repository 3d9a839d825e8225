import { FetchError, ofetch } from 'ofetch'
import type { FetchOptions } from 'ofetch'
import { streamOf } from '../../platform/web-stream'
import { decodedHeaders } from '../decoded-headers'
import { undoLeftCoding } from './left-encoded'
import { UpstreamTimeout, UpstreamUndecodable, UpstreamUnreachable } from '../upstream'
import type { HeaderBag, Upstream, UpstreamRequest, UpstreamResponse } from '../upstream'

/** `ofetch`, for runtimes that have no `undici`. */
export function createUpstream(): Upstream {
  return {
    async send(request, { timeout, signal }) {
      const deadline = createDeadline(timeout)
      const fail = (error: unknown): never => {
        deadline.stop()
        if (error instanceof UpstreamTimeout || error instanceof UpstreamUnreachable || error instanceof UpstreamUndecodable) throw error
        if (deadline.hasPassed()) throw new UpstreamTimeout('SAP Commerce did not answer in time.', { cause: error })
        // Throw the original abort error, without the `FetchError` around it.
        if (signal?.aborted) throw error instanceof FetchError ? error.cause : error
        throw new UpstreamUnreachable('SAP Commerce could not be reached.', { cause: error })
      }
      // `AbortSignal.any` is missing in some edge runtimes.
      if (signal?.aborted) deadline.giveUp()
      else signal?.addEventListener('abort', () => deadline.giveUp(), { once: true })
      const response = await ofetch.raw(request.url, fetchOptions(request, deadline)).catch(fail)
      deadline.stop()
      const { body, isDecoded } = await undoLeftCoding(response.headers, response.body ? receivedWithin(deadline, response.body, fail) : undefined).catch(fail)
      const read = new Response(body ?? null)
      const headers = headersOf(response, isDecoded)
      const answer: UpstreamResponse = {
        status: response.status,
        header: name => [headers[name] ?? []].flat().join(', ') || undefined,
        headers: () => headers,
        bytes: async () => new Uint8Array(await read.arrayBuffer().catch(fail)),
        stream: () => body ?? new ReadableStream({ start: controller => controller.close() }),
        discard: async () => {
          deadline.stop()
          await body?.cancel()
        },
        decoded: () => answer,
      }
      return answer
    },
  }
}

function fetchOptions(request: UpstreamRequest, deadline: Deadline): FetchOptions<'stream'> {
  const body = isPieces(request.body) ? streamOf(request.body) : request.body
  // The runtime's `fetch` sets `accept-encoding` to the encodings that it can decode.
  const { 'accept-encoding': _, ...headers } = request.headers
  return {
    method: request.method,
    headers,
    body: body instanceof ReadableStream ? sentWithin(deadline, body) : body as BodyInit | undefined,
    signal: deadline.signal,
    redirect: 'manual',
    responseType: 'stream',
    // Responses of all statuses are returned. No retry: SAP may have executed the request.
    ignoreResponseError: true,
    retry: false,
  }
}

function isPieces(body: UpstreamRequest['body']): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && Symbol.asyncIterator in body && !(body instanceof ReadableStream)
}

function headersOf({ headers }: Response, isDecoded: boolean): HeaderBag {
  const all = { ...Object.fromEntries(headers), ...(headers.has('set-cookie') ? { 'set-cookie': headers.getSetCookie() } : {}) }
  return isDecoded ? decodedHeaders(all) : all
}

/** A timeout for SAP's inactivity: restarted by each chunk that SAP sends or takes. */
interface Deadline {
  /** Aborted by the timeout or by `giveUp`. */
  signal: AbortSignal
  hasPassed: () => boolean
  giveUp: () => void
  touch: () => void
  stop: () => void
}

function createDeadline(timeout: number): Deadline {
  const controller = new AbortController()
  let hasPassed = false
  const expire = () => {
    hasPassed = true
    controller.abort(new DOMException('The server sent nothing in time.', 'TimeoutError'))
  }
  let timer = setTimeout(expire, timeout)
  return {
    signal: controller.signal,
    hasPassed: () => hasPassed,
    giveUp() {
      clearTimeout(timer)
      controller.abort(new DOMException('The caller has given up.', 'AbortError'))
    },
    touch() {
      clearTimeout(timer)
      timer = setTimeout(expire, timeout)
    },
    stop: () => clearTimeout(timer),
  }
}

/**
 * The body of a response. The time runs only while the reader waits for SAP: a slow reader is no reason to give up.
 *
 * @param fail throws the error that a broken body has for its readers.
 */
function receivedWithin(deadline: Deadline, body: ReadableStream<Uint8Array>, fail: (error: unknown) => never): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream({
    async pull(controller) {
      deadline.touch()
      try {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      }
      catch (error) {
        fail(error)
      }
      finally {
        deadline.stop()
      }
    },
    cancel(reason) {
      deadline.stop()
      return reader.cancel(reason)
    },
  }, { highWaterMark: 0 })
}

/** The body of a request. The time stands still while SAP waits for the sender. */
function sentWithin(deadline: Deadline, body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  return new ReadableStream({
    async pull(controller) {
      deadline.stop()
      const { done, value } = await reader.read()
      deadline.touch()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: reason => reader.cancel(reason),
  })
}
