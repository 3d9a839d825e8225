import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { NULL_BODY_STATUS } from '../../platform/answer-body'
import type { BodySink, PipedBodySource } from '../../platform/types'
import { AWAITED_BYTES, UpstreamTimeout, UpstreamUnreachable } from '../upstream'
import type { HeaderBag, UpstreamResponse } from '../upstream'
import { decodedResponse } from './decoded-response'

/** Bytes that are read and discarded to keep a connection open; for a longer body a new connection is cheaper. */
const DISCARDED = 128 * 1024

/**
 * A response from SAP, as `undici`'s dispatch handler receives it.
 *
 * A stream costs as much as the rest of a request. Most responses are complete
 * when their headers are processed, so the body is buffered up to {@link AWAITED_BYTES}, and
 * only longer bodies are streamed, with backpressure.
 */
export class BufferedResponse implements UpstreamResponse, PipedBodySource, Dispatcher.DispatchHandler {
  // Declared without initialisers: when Nitro compiles to ES2019, class fields become calls of `defineProperty`, which cost time at each request.
  declare status: number
  declare private received: IncomingHttpHeaders
  declare private chunks: Buffer[]
  declare private size: number
  declare private state: 'coming' | 'ended' | 'failed'
  declare private error: unknown
  declare private sink: BodySink | undefined
  declare private waiting: { resolve: () => void, reject: (error: unknown) => void } | undefined
  declare private controller: Dispatcher.DispatchController | undefined
  declare private begun: (answer: BufferedResponse) => void
  declare private failed: (error: unknown) => void

  /**
   * @param begun called when the headers have arrived.
   * @param failed called when the request fails before that.
   */
  constructor(begun: (answer: BufferedResponse) => void, failed: (error: unknown) => void) {
    this.status = 0
    this.received = {}
    this.chunks = []
    this.size = 0
    this.state = 'coming'
    this.error = undefined
    this.sink = undefined
    this.waiting = undefined
    this.controller = undefined
    this.begun = begun
    this.failed = failed
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    // Given up while it waited for a connection. `controller.abort` would close that, which is another request's next.
    if (this.state === 'failed') throw this.error
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // Informational: the final response follows (RFC 9110, section 15.2).
    if (status < 200) return
    this.status = status
    this.received = headers
    // Such a response may have a `Content-Length` but no body, which `undici` reports as an error.
    if (NULL_BODY_STATUS.has(status)) this.state = 'ended'
    this.begun(this)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // `undici` emits an empty chunk when it resumes a chunked body. A full stream would count it as a chunk and pause again forever.
    if (chunk.length === 0) return
    // The status allows no body, and its length is unknown: do not read it.
    if (this.state === 'ended') return controller.abort(new Error('This answer has no body.'))
    if (this.sink) {
      if (!this.sink.write(chunk)) controller.pause()
      return
    }
    this.chunks.push(chunk)
    this.size += chunk.length
    if (this.size <= AWAITED_BYTES) return
    controller.pause()
    this.waiting?.resolve()
  }

  onResponseEnd(): void {
    if (this.state !== 'coming') return
    this.state = 'ended'
    this.waiting?.resolve()
    this.sink?.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(translate(error))
  }

  /** Aborts the request. One that is under way loses its connection; one that waits for a connection leaves it open. */
  abort(error: Error): void {
    if (this.state !== 'coming') return
    this.fail(error)
    this.controller?.abort(error)
  }

  /** Resumes the body after the sink has drained. */
  resume(): void {
    if (this.state === 'coming') this.controller?.resume()
  }

  /** Waits until the whole body has arrived, or as much as is buffered. */
  bodyStarted(): Promise<void> | undefined {
    if (this.state === 'ended' || this.sink || this.size > AWAITED_BYTES) return undefined
    if (this.state === 'failed') return Promise.reject(this.error as Error)
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject }
    })
  }

  /** Takes the whole body, if it has arrived. */
  takeWhole(): Buffer | undefined {
    if (this.state !== 'ended' || this.sink) return undefined
    const { chunks } = this
    this.chunks = []
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
  }

  /** Pipes the body to a sink: the buffered part immediately, the rest as it arrives. */
  pipeTo(sink: BodySink): void {
    this.sink = sink
    let hasRoom = true
    for (const chunk of this.chunks) hasRoom = sink.write(chunk) && hasRoom
    this.chunks = []
    if (this.state === 'ended') sink.end()
    else if (this.state === 'failed') sink.fail(this.error)
    else if (hasRoom) this.controller?.resume()
    else this.controller?.pause()
  }

  header(name: string): string | undefined {
    const value = this.received[name]
    return Array.isArray(value) ? value.join(', ') : value
  }

  headers(): HeaderBag {
    return this.received
  }

  bytes(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const chunks: Uint8Array[] = []
      this.pipeTo({
        write: chunk => chunks.push(chunk) > 0,
        end: () => resolve(Buffer.concat(chunks)),
        fail: reject,
      })
    })
  }

  /** @returns a stream; cancelling it aborts the response. */
  stream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.pipeTo({
          write: (chunk) => {
            controller.enqueue(chunk)
            return (controller.desiredSize ?? 0) > 0
          },
          end: () => controller.close(),
          fail: error => controller.error(error),
        })
      },
      pull: () => this.resume(),
      cancel: () => this.abort(new Error('The rest of the response is not needed.')),
    })
  }

  decoded(): UpstreamResponse {
    return decodedResponse(this)
  }

  discard(): Promise<void> {
    return new Promise((resolve) => {
      let size = 0
      this.pipeTo({
        write: (chunk) => {
          size += chunk.length
          if (size > DISCARDED) this.abort(new Error('The rest of the response is not needed.'))
          return true
        },
        end: resolve,
        fail: () => resolve(),
      })
    })
  }

  private fail(error: unknown): void {
    if (this.state !== 'coming') return
    this.state = 'failed'
    this.error = error
    if (this.status === 0) this.failed(error)
    else {
      this.waiting?.reject(error)
      this.sink?.fail(error)
    }
  }
}

const TIMEOUTS: ReadonlySet<unknown> = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'])

/** Maps an error of `undici` to an error of {@link Upstream}. */
function translate(error: Error): unknown {
  if (error.name === 'AbortError') return error
  const { code } = error as NodeJS.ErrnoException
  return TIMEOUTS.has(code) ? new UpstreamTimeout(error.message, { cause: error }) : new UpstreamUnreachable(error.message, { cause: error })
}
