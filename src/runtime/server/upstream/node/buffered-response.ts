import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import { NULL_BODY_STATUS } from '../../platform/answer-body'
import type { BodySink, PipedBodySource } from '../../platform/types'
import { UpstreamTimeout, UpstreamUnreachable } from '../upstream'
import type { HeaderBag, UpstreamResponse } from '../upstream'
import { decodedResponse } from './decoded-response'

/** Bytes that are kept before the body is taken; SAP waits beyond that. */
const BUFFERED = 64 * 1024

/** Bytes that are read and forgotten to keep a connection; with more to come it is cheaper to make a new one. */
const DISCARDED = 128 * 1024

/**
 * An answer of SAP's on its way, and what `undici` tells about it.
 *
 * A stream costs as much as all the rest of a request. Most answers are complete
 * when their headers are looked at; so the body is buffered up to a limit, and
 * only what is longer is passed on while it arrives, at the reader's pace.
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
  declare private controller: Dispatcher.DispatchController | undefined
  declare private begun: (answer: BufferedResponse) => void
  declare private failed: (error: unknown) => void

  /**
   * @param begun called with the headers.
   * @param failed called when there will be none.
   */
  constructor(begun: (answer: BufferedResponse) => void, failed: (error: unknown) => void) {
    this.status = 0
    this.received = {}
    this.chunks = []
    this.size = 0
    this.state = 'coming'
    this.error = undefined
    this.sink = undefined
    this.controller = undefined
    this.begun = begun
    this.failed = failed
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.state === 'failed') controller.abort(this.error as Error)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // Informational: the answer is still to come (RFC 9110, section 15.2).
    if (status < 200) return
    this.status = status
    this.received = headers
    // Such an answer may say how long the body would be that it does not have; `undici` takes that for a fault.
    if (NULL_BODY_STATUS.has(status)) this.state = 'ended'
    this.begun(this)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    // What `undici` tells first when it goes on in a chunked body: a stream would take it for a piece, be full, and pause again for ever.
    if (chunk.length === 0) return
    // More than the status allows, and of unknown length: not read.
    if (this.state === 'ended') return controller.abort(new Error('This answer has no body.'))
    if (this.sink) {
      if (!this.sink.write(chunk)) controller.pause()
      return
    }
    this.chunks.push(chunk)
    this.size += chunk.length
    if (this.size > BUFFERED) controller.pause()
  }

  onResponseEnd(): void {
    if (this.state !== 'coming') return
    this.state = 'ended'
    this.sink?.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.fail(translate(error))
  }

  /** Gives the request up, wherever it is, and with it the connection. */
  abort(error: Error): void {
    if (this.state !== 'coming') return
    this.fail(error)
    this.controller?.abort(error)
  }

  /** More of the body may come, after a sink had no room. */
  resume(): void {
    if (this.state === 'coming') this.controller?.resume()
  }

  /** The whole body, if it is here already; it is taken with that. */
  takeWhole(): Buffer | undefined {
    if (this.state !== 'ended' || this.sink) return undefined
    const { chunks } = this
    this.chunks = []
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
  }

  /** Passes the body on: what is here at once, and the rest as it comes. */
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

  /** @returns a stream; cancelling it gives the answer up. */
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
      cancel: () => this.abort(new Error('The rest of the answer is not wanted.')),
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
          if (size > DISCARDED) this.abort(new Error('The rest of the answer is not wanted.'))
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
    else this.sink?.fail(error)
  }
}

const TIMEOUTS: ReadonlySet<unknown> = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'UND_ERR_CONNECT_TIMEOUT'])

/** An error of `undici` in the terms of the upstream's. */
function translate(error: Error): unknown {
  if (error.name === 'AbortError') return error
  const { code } = error as NodeJS.ErrnoException
  return TIMEOUTS.has(code) ? new UpstreamTimeout(error.message, { cause: error }) : new UpstreamUnreachable(error.message, { cause: error })
}
