/** One kind of request, with one or many sessions. */
export interface Load {
  url: string
  method: 'GET' | 'POST'
  body?: string
  headers?: Record<string, string>
  /** A file with one `Cookie` header per line; every request takes the next one. */
  cookies?: string
  /**
   * Connections that each wait for a response before they send the next request.
   *
   * @default 32, enough to keep a server busy, few enough not to measure its queue
   */
  connections?: number
  /** Requests per second, sent at equal distances whether responses have come or not. Without it, as many as the connections can send. */
  rate?: number
}

/** The result of a load. */
export interface LoadResult {
  requests: number
  /** How long it really took, in seconds. */
  duration: number
  /** Milliseconds. */
  latency: { p50: number, p99: number }
}

/** What the process that sends loads is told. */
export type LoadOrder = Load & { seconds: number }

/** What it answers. */
export type LoadAnswer = LoadResult | { failure: string }
