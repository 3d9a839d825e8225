import { SapccError } from '../../sdk/errors'
import { readBounded } from '../http/read-bounded'
import type { Upstream, UpstreamRequest, UpstreamResponse } from '../upstream/upstream'
import type { CallWatch, CallingRequest, WatchedRequest } from '../upstream/watch-call'
import { serverUnavailable } from './errors'
import { parseRetryAfter } from '../http/retry-after'

/** An answer that has arrived completely. */
export interface Reply {
  url: URL
  /** 200 to 499, without 408 and 429: the others are no answers. */
  status: number
  headers: Headers
  text: string
}

/** Parameters of one request. */
export interface RequestParameters {
  method: 'GET' | 'POST'
  headers: Record<string, string>
  body?: URLSearchParams
  signal?: AbortSignal
  /** Absent for work of the server's own. */
  onBehalfOf?: CallingRequest | undefined
  /** Milliseconds, in place of the usual ones; 0 stands for a minute. */
  timeout?: number
}

/**
 * Sends one request to the authorization server, without following redirects
 * and without repeating anything.
 *
 * @throws SapccError 503 `AuthorizationServerUnavailableError` when there was no
 * connection, no complete answer in time, or one that says "not now".
 */
export type SendRequest = (url: URL, parameters: RequestParameters) => Promise<Reply>

/** Tokens and login pages have a few KB. Bytes. */
const MAX_BODY = 512 * 1024

/** The longest time that timers accept. Milliseconds. */
const MAX_TIMEOUT = 2 ** 31 - 1

/** The limit when no timeout is configured: all calls of a session wait for its refresh, so a request must end. Milliseconds. */
const DEFAULT_TIMEOUT = 60_000

/** How many causes of an error are looked at. Clients wrap those of the network, up to three times. */
const MAX_CAUSES = 5

/** Firewalls in front of authorization servers refuse requests without one. */
const USER_AGENT = 'nuxt-sapcc'

const FORM_CONTENT_TYPE = 'application/x-www-form-urlencoded;charset=UTF-8'

/**
 * @param options.upstreamOf how requests to an origin are sent; one for each, which is kept.
 * @param options.timeout milliseconds for a request including its body; 0 stands for a minute.
 * @param options.now milliseconds since 1970, for dates in `Retry-After`.
 * @param options.watch tells listeners of each request. @param options.nameOf what they know it by.
 */
export function createSendRequest(options: { upstreamOf: (origin: string) => Upstream, timeout: number, now: () => number, watch?: CallWatch, nameOf?: (url: URL) => string }): SendRequest {
  const { upstreamOf, now, watch, nameOf } = options

  function watchedRequest(url: URL, { method, headers, body, onBehalfOf }: RequestParameters): WatchedRequest {
    const grantType = body?.get('grant_type') ?? undefined
    return { target: 'authorization-server', operation: nameOf?.(url), ...(grantType === undefined ? {} : { grantType }), method, url: url.href, headers, attempt: 1, request: onBehalfOf }
  }

  return async function send(url, parameters) {
    const { method, body, signal, timeout = options.timeout } = parameters
    const headers = { ...parameters.headers }
    const watched = watch?.isOn() ? await watch.begin(watchedRequest(url, { ...parameters, headers })) : undefined
    // `AbortSignal.timeout` would keep the objects of this request in memory until the timeout, even if the request ends earlier.
    const limit = new AbortController()
    const maxWait = timeout > 0 ? Math.min(timeout, MAX_TIMEOUT) : DEFAULT_TIMEOUT
    const timer = setTimeout(() => limit.abort(new DOMException('There was no answer in time.', 'TimeoutError')), maxWait)
    // Not `AbortSignal.any`, which edge runtimes lack.
    const giveUp = () => limit.abort(signal?.reason)
    if (signal?.aborted) giveUp()
    signal?.addEventListener('abort', giveUp, { once: true })
    try {
      headers['user-agent'] ??= USER_AGENT
      if (body) headers['content-type'] ??= FORM_CONTENT_TYPE
      // A fragment, such as that of a form's `action="#"`, is not sent.
      const sent: UpstreamRequest = { method, url: url.href.replace(/#.*$/, ''), headers, ...(body === undefined ? {} : { body: body.toString() }) }
      const { status, headers: received, text } = await withinLimit(exchange(upstreamOf(url.origin), sent, { timeout: maxWait, signal: limit.signal }), limit.signal)
      watched?.answered(status)
      // 0: a runtime that hides redirects.
      if (status < 200 || status === 408 || status === 429 || status >= 500) {
        throw serverUnavailable({ retryAfter: parseRetryAfter(received.get('retry-after'), now()), cause: new Error(`It answered with status ${status}`), isAnswered: true })
      }
      return { url, status, headers: received, text }
    }
    catch (error) {
      const failure = error instanceof SapccError ? error : serverUnavailable({ cause: failureWithoutSecrets(error) })
      watched?.failed(failure, signal)
      throw failure
    }
    finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
    }
  }
}

/** Sends requests on behalf of one of the shop's, of which listeners learn. */
export function sendFor(send: SendRequest, onBehalfOf: CallingRequest | undefined): SendRequest {
  return onBehalfOf ? (url, parameters) => send(url, { ...parameters, onBehalfOf: parameters.onBehalfOf ?? onBehalfOf }) : send
}

/** Sends one request, and reads the whole answer, so that a timeout covers it and the connection is free again. */
async function exchange(upstream: Upstream, request: UpstreamRequest, options: { timeout: number, signal: AbortSignal }): Promise<Omit<Reply, 'url'>> {
  const answer = (await upstream.send(request, options)).decoded()
  const body = await readBounded(answer.stream(), MAX_BODY)
  if (!body) throw serverUnavailable({ cause: new Error(`It answered with more than ${MAX_BODY} bytes`), isAnswered: true })
  return { status: answer.status, headers: headersOf(answer), text: new TextDecoder().decode(body) }
}

function headersOf(answer: UpstreamResponse): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(answer.headers())) for (const line of [value ?? []].flat()) headers.append(name, line)
  return headers
}

/** Stops waiting when the time is over: some runtimes never settle a broken compressed body. */
function withinLimit<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    work.then(resolve, reject)
    if (signal.aborted) reject(signal.reason as Error)
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
}

/**
 * The kind of a network failure, for logs: the first code in the chain of causes, else the name of the last cause.
 * Messages are left out: that of a header which cannot be sent, for example, repeats the header.
 */
function failureWithoutSecrets(error: unknown): Error {
  let name = 'unknown'
  for (let cause = error, depth = 0; cause instanceof Error && depth < MAX_CAUSES; cause = cause.cause, depth++) {
    const code = 'code' in cause ? cause.code : undefined
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code)) return new Error(code)
    name = cause.name
  }
  return new Error(name)
}
