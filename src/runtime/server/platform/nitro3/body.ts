import type { IncomingMessage } from 'node:http'
import type { ServerRequest as FrameworkRequest } from 'nitro/types'
import { piecesOf } from '../node-body'
import { streamOf } from '../web-stream'
import type { StreamedBody } from '../types'

/**
 * Where a request object comes from: from a visitor, whose body is read from
 * Node's own request where there is one; from the server itself, which already
 * has the whole body; or from Nuxt, as a copy of a visitor's request.
 */
export type BodyOrigin = 'visitor' | 'server' | 'copy'

/**
 * The body of a request. On Node's server it is read from Node's own request: a
 * web stream of it closes the connection when its reader stops early, and then no
 * answer can be sent.
 */
export class RequestBody {
  declare private readonly request: FrameworkRequest
  declare private readonly from: BodyOrigin

  constructor(request: FrameworkRequest, from: BodyOrigin) {
    this.request = request
    this.from = from
  }

  /** The whole body; `undefined` when there is none. */
  async readWhole(): Promise<Uint8Array | undefined> {
    if (this.isEmpty()) return undefined
    const { nodeRequest } = this
    const body = nodeRequest ? await readNode(nodeRequest) : new Uint8Array(await this.request.arrayBuffer())
    return body.length > 0 ? body : undefined
  }

  /** The body as a stream; `undefined` when there is none. */
  stream(): ReadableStream<Uint8Array> | undefined {
    if (this.isEmpty()) return undefined
    const { nodeRequest } = this
    return nodeRequest ? streamOf(piecesOf(nodeRequest)) : this.request.body ?? undefined
  }

  /**
   * The body, to be sent on.
   *
   * @param bufferLimit bytes up to which a body of known length is read as a whole, so that it can be sent again.
   */
  async readForwardable(bufferLimit: number): Promise<Uint8Array | StreamedBody | undefined> {
    if (this.isEmpty()) return undefined
    const length = this.declaredLength
    // A request that the server makes to itself already has its whole body, and usually no `content-length`.
    if (Number.isNaN(length) ? this.from === 'server' : length <= bufferLimit) return await this.readWhole()
    const { nodeRequest } = this
    return nodeRequest ? piecesOf(nodeRequest) : this.request.body ?? undefined
  }

  private get declaredLength(): number {
    return Number(this.request.headers.get('content-length') ?? Number.NaN)
  }

  /** Node's own request; `undefined` when other code has already started to read its body. */
  private get nodeRequest(): IncomingMessage | undefined {
    // An inner request may have been given the platform's object of the outer one.
    const req = this.from === 'visitor' ? this.request.runtime?.node?.req as IncomingMessage | undefined : undefined
    return req && req.readableFlowing === null && !req.readableDidRead && !('rawBody' in req) && !this.request.bodyUsed ? req : undefined
  }

  private isEmpty(): boolean {
    const { method } = this.request
    if (method === 'GET' || method === 'HEAD') return true
    const length = this.declaredLength
    if (!Number.isNaN(length)) return length === 0
    return this.nodeRequest ? !this.request.headers.has('transfer-encoding') : this.request.body === null
  }
}

async function readNode(req: IncomingMessage): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of req) pieces.push(piece as Uint8Array)
  const body = Buffer.concat(pieces)
  // h3 reads the body from here if a hook of the shop needs it.
  Object.assign(req, { rawBody: body })
  return body
}
