import type { Storage } from 'unstorage'
import type { ServerEvent } from './event'
import type { Deployment } from './presets'

export type { ServerEvent } from './event'

/**
 * A request to the shop's server, as the module's own code sees it. There is one
 * object per event of the framework; code outside of `platform/` knows nothing else
 * about the framework.
 */
export interface ServerRequest {
  /** In upper case. */
  readonly method: string
  /** Path and query as the client sent them: not decoded, with the app's base. */
  readonly rawUrl: string
  /** Values of the query; a name that occurs more than once has an array. */
  readonly query: Readonly<Record<string, unknown>>
  /** Names in lower case; values as the platform has them. */
  readonly headers: Readonly<Record<string, unknown>>
  /** @param name in lower case. @returns several values of one name joined by a comma. */
  header: (name: string) => string | undefined
  /** A parameter of the matched route, e.g. `operation` of `/api/sapcc/:operation`. */
  routeParameter: (name: string) => string
  /** The pattern of the matched route without its `/**`, e.g. `/api/occ`. */
  readonly routeBase: string
  /** The peer address of the connection; behind a proxy, the proxy's address. */
  readonly remoteAddress: string | undefined
  /**
   * The server made this request to itself while it answers another one, with
   * `useFetch('/api/…')` in a page for example: its `Set-Cookie` has no effect.
   */
  readonly isInner: boolean
  /** The request that an inner one was made for, where that is known. */
  readonly outer: ServerRequest | undefined
  /**
   * Visitors' requests with cookies, and calls of the shop that have come back to it, whose response has not begun: an inner
   * request whose {@link ServerRequest.outer} is unknown was made for some of them. Absent where the platform knows it from the async context.
   */
  readonly underWay?: Iterable<ServerRequest> | undefined
  /** The response is kept for all visitors: a cached, prerendered or incrementally generated page. */
  readonly isCached: boolean
  /** Status and headers have been sent: nothing can be added to them. */
  readonly isHeadSent: boolean
  /**
   * Whether the body may be compressed. It may not when the response is a value for
   * the shop's own code, which does not decompress it, or for the adapter of AWS
   * Lambda, which treats every JSON body as text.
   */
  readonly takesCompressed: boolean
  /** Aborted when the client disconnects before its response is complete. */
  readonly client: CancelSignal
  /** The whole body; `undefined` when there is none. Check its length before: nothing limits it here. */
  readBody: () => Promise<Uint8Array | undefined>
  /** The body as a web stream; `undefined` when there is none. */
  bodyStream: () => ReadableStream<Uint8Array> | undefined
  /**
   * The body, to be sent on.
   *
   * @param bufferLimit bytes up to which a body of known length is read as a whole, so that it can be sent again.
   */
  forwardableBody: (bufferLimit: number) => Promise<Uint8Array | StreamedBody | undefined>
  /** `Set-Cookie` lines that the shop's own handlers have put on the response by now. */
  responseCookies: () => readonly string[]
  /** Puts a cookie of another server on the response. @param line of `Set-Cookie`. */
  addResponseCookie: (line: string) => void
  /** Puts a header on the response that the framework writes if the handler throws: its error page. */
  setErrorHeader: (name: string, value: string) => void
  /** Removes the query from the address that error pages and logs repeat. */
  forgetQuery: () => void
  /** Keeps only the named cookies of the request, for every handler and hook of the shop's that runs from now on. */
  filterCookies: (isWanted: (name: string) => boolean) => void
  /** Keeps the process or function alive until the work has ended, where the platform can. */
  waitUntil: (work: Promise<unknown>) => void
  /** The framework's own event, for the shop's hooks. */
  readonly event: ServerEvent
}

/** A body that is passed on while it arrives. It can be sent once. */
export type StreamedBody = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>

/** The part of an `AbortSignal` that is needed. In Node a real one costs more than sending a request. */
export interface CancelSignal {
  readonly aborted: boolean
  addEventListener: (type: 'abort', listener: () => void, options: { once: true }) => void
}

/** Receives a body in chunks. */
export interface BodySink {
  /** @returns `false` when the buffer is full; after it has drained, `resume` of the source is called. */
  write: (chunk: Uint8Array) => boolean
  end: () => void
  /** The rest of the body cannot be read. */
  fail: (error: unknown) => void
}

/** A body that may still be arriving. */
export interface BodySource {
  /** Returns a stream; cancelling it discards the rest of the body. */
  stream: () => ReadableStream<Uint8Array>
}

/** A {@link BodySource} that Node's server can write without a stream in between. */
export interface PipedBodySource extends BodySource {
  /** Takes the whole body if it has already arrived; the source is empty afterwards. */
  takeWhole: () => Uint8Array | undefined
  pipeTo: (sink: BodySink) => void
  resume: () => void
  abort: (error: Error) => void
}

/** An answer as a value. The platform finishes and sends it. */
export interface Answer {
  status: number
  /** Names in lower case. */
  headers: Record<string, string | string[]>
  body?: string | Uint8Array | BodySource | undefined
  /** Called when the body fails after the head was sent: then the client sees only a broken connection. Not called when the platform knows that the client has left. */
  onBodyFailure?: ((error: unknown) => void) | undefined
}

/** The response headers that can still be changed before they are sent. */
export interface ResponseHead {
  /** @param name in lower case. */
  get: (name: string) => string | undefined
  /** Sets a header, or replaces it. @param name in lower case. */
  set: (name: string, value: string) => void
  /** @param name in lower case. */
  remove: (name: string) => void
  /** Names of all headers, in lower case. */
  names: () => readonly string[]
  /** All `Set-Cookie` lines. */
  cookies: () => readonly string[]
  addCookies: (lines: readonly string[]) => void
}

/** Answers a request of one of the module's routes. What it throws becomes the app's error page. */
export type RouteHandler = (request: ServerRequest, app: ServerApp) => Promise<Answer>

/** The module's server part, as the platform calls it. One per process. */
export interface ServerApp {
  /** Called before any handler runs for a request, including those of the shop. */
  open: (request: ServerRequest) => void
  /** Whether the module has a scope for this request; only then is {@link ServerApp.settle} called for a response that the shop or Nuxt wrote. */
  hasScope: (request: ServerRequest) => boolean
  /** Reads the newest session state, on which the cookies depend; awaited before the head is sent, where the platform can wait. */
  settle: (request: ServerRequest) => Promise<void>
  /** Decides cookies and caching of a response, from process memory only. Called once, at the last moment. */
  finish: (request: ServerRequest, head: ResponseHead) => void
  /** `Retry-After` of a response that the framework has made of what a handler threw; `undefined` when it says nothing of that. */
  retryAfter: (thrown: unknown, status: number) => string | undefined
  /** Whether the configuration is complete; otherwise every route answers with an error. */
  isReady: () => boolean
  /** False for the session's methods, true for every other name, known or not. */
  isOccOperation: (name: string) => boolean
  /** Answers a method, `POST /api/sapcc/{name}`. A platform may do so without passing through its own layers. */
  method: (request: ServerRequest, name: string) => Promise<Answer>
  /** Answers a request to the raw proxy, likewise. @param base where the proxy lies below the app's base, e.g. `/api/occ`. */
  proxy: (request: ServerRequest, base: string) => Promise<Answer>
  /** `POST /api/sapcc/cache/purge` */
  purge: (request: ServerRequest) => Promise<Answer>
  /** `GET /api/sapcc/site/context` */
  siteContext: (request: ServerRequest) => Promise<Answer>
  /** `GET /api/sapcc/auth/login` */
  login: (request: ServerRequest) => Promise<Answer>
  /** `GET /api/sapcc/auth/callback` */
  callback: (request: ServerRequest) => Promise<Answer>
  /** `GET /api/sapcc/auth/logout` */
  logout: (request: ServerRequest) => Promise<Answer>
}

/** Adds a listener of one of the module's hooks, as a plugin of the shop's does. */
export type AddListener = (name: string, listener: (context: unknown) => unknown) => void

/** What the module's server part gets from the platform, once per process. */
export interface Platform {
  /**
   * The runtime configuration. Platforms that know their environment with the
   * first request only need the request's event.
   */
  runtimeConfig: (event?: ServerEvent) => ServerRuntimeConfig
  /** The environment's variables, where the platform has them. */
  env: Readonly<Record<string, string | undefined>>
  isProduction: boolean
  isPrerendering: boolean
  deployment: Deployment
  storage: () => Storage
  /** Calls the shop's listeners one after another. @param context with the `event` that it is about, if any. @returns `undefined` when the hook has no listeners. */
  callHook: (name: string, context: object) => Promise<void> | undefined
  /** Whether a hook has listeners; cheap enough for every call. */
  hasListeners: (name: string) => boolean
  /** Reports an unexpected error to the shop's error listeners. */
  reportError: (error: unknown, event: ServerEvent) => Promise<void>
  /** Called before the server stops. */
  onClose: (work: () => Promise<void>) => void
}

/** The part of Nuxt's runtime configuration that the module reads. */
export interface ServerRuntimeConfig {
  app: { baseURL: string }
  /** Not validated yet; see `config/parse-config`. */
  sapcc?: unknown
  public: { sapcc: { apiPath: string, loginPage: string, apiUrl?: string } }
}
