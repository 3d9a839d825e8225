import { SdkHttpError } from '@vue-storefront/sdk'
import type { SapccErrorType } from './error-types'

/**
 * The one error type of this package, and its one subclass.
 *
 * Every failed call throws a {@link SapccError}, whichever of SAP's two error
 * formats the response had (OCC's `errors`, or OAuth's `error`).
 */

/** Details of a failure. They contain no tokens or other secrets, so a browser may receive them. */
export interface SapccErrorData {
  /**
   * SAP's error type (`UnknownIdentifierError`), an OAuth error code
   * (`invalid_grant`) or one of this package's own, see {@link SapccErrorType}.
   */
  type: SapccErrorType | (string & {})
  /** OCC's `reason`, for example `notFound`. */
  reason?: string
  /** OCC's `subject`: what the error is about, for example a cart id or a parameter's name. */
  subject?: string
  /** OCC's `subjectType`, for example `cart` or `parameter`. */
  subjectType?: string
  /** Seconds to wait before another attempt, when known. */
  retryAfter?: number
  /** The HTTP methods by which the address can be called, as in the header `Allow`, when another one was used. */
  allow?: string
  /** All errors that were reported; this data describes the first one. Can be left out when an error is created. */
  errors?: OccErrorEntry[]
}

/** The `data` of an error: `errors` has at least one entry. */
export interface FilledSapccErrorData extends SapccErrorData {
  errors: OccErrorEntry[]
}

/** One entry of OCC's `{ "errors": [...] }`. */
export interface OccErrorEntry {
  /** e.g. `UnknownIdentifierError` */
  type: string
  /** In English or in the language of the call. SAP writes it for developers, not for customers. */
  message?: string
  /** For example `notFound`. */
  reason?: string
  /** What the error is about, for example a cart id or a parameter's name. */
  subject?: string
  /** For example `cart` or `parameter`. */
  subjectType?: string
}

/** The serialized form of a {@link SapccError}: in response bodies and in Nuxt's payload. */
export interface SerializedSapccError {
  name: string
  status: number
  statusCode: number
  message: string
  data: SapccErrorData
}

/** The HTTP response of a failed call, in the form that errors of axios have. */
export interface SapccErrorResponse {
  status: number
  /** Empty for HTTP/2, and when the call was not made over HTTP. */
  statusText: string
  /** The body, parsed if it was JSON. */
  data: unknown
  /** Values by name in lower case, without `set-cookie`. */
  headers: Record<string, string>
}

/** Arguments of {@link SapccError}. */
export interface SapccErrorOptions {
  /** HTTP status, 400 to 599. */
  status: number
  data: SapccErrorData
  cause?: unknown
  /**
   * The response that the error comes from; `null` when there was none.
   *
   * @default the response that the module's own server would have sent over HTTP
   */
  response?: SapccErrorResponse | null | undefined
}

/**
 * The error of a failed call. `status` and `statusCode` are the same number, so that
 * code written for ofetch, axios or h3 works with it. It extends `SdkHttpError`, so
 * that helpers of Alokai's SDK such as `isSdkUnauthorizedError` recognize it where
 * `initSDK` has wrapped it.
 *
 * @example
 * try {
 *   await sdk.sapcc.getProduct({ productCode: 'nope' })
 * } catch (error) {
 *   if (error instanceof SapccError && error.data.type === 'UnknownIdentifierError') showNotFound()
 * }
 */
export class SapccError extends SdkHttpError {
  /**
   * h3 and Nuxt pass an error with this mark on unchanged and wrap all others.
   * Because of it, `error.value` of `useAsyncData` is an instance of this class.
   */
  static readonly __h3_error__ = true

  /** The HTTP status, 400 to 599; 503 when there was no response. `statusCode` is the same number. */
  readonly status: number
  /** Details of the failure, e.g. its `type`. They contain no tokens, so a browser may receive them. */
  readonly data: FilledSapccErrorData
  /** Read by h3: a `SapccError` is an expected error, so its message may be shown. */
  readonly unhandled: boolean = false
  /** Read by Nuxt: whether the error page replaces the app in the browser. */
  fatal = false

  readonly #response: SapccErrorResponse | null | undefined

  constructor(message: string, options: SapccErrorOptions) {
    super({ message, statusCode: options.status, url: '', cause: options.cause })
    if (options.cause === undefined) delete (this as { cause?: unknown }).cause
    // Not enumerable, so that logs do not contain it: the URL of a call by GET has the arguments in it.
    Object.defineProperty(this, 'url', { enumerable: false })
    this.#response = options.response
    this.name = new.target.errorName
    this.status = options.status
    this.data = withErrors(message, options.data)
  }

  /**
   * The HTTP response of the failed call, for code written for axios:
   * `error.response?.status === 401`. `undefined` when there was none, for example
   * after a lost connection. While rendering, calls are made without HTTP; their
   * errors have the response that a browser would have received.
   *
   * It is a getter of the prototype, so that printing, copying or serializing an error leaves it out.
   */
  get response(): SapccErrorResponse | undefined {
    // Tools that inspect prototypes read the getter on the prototype itself, which has no response.
    if (!(#response in this) || this.#response === null) return undefined
    return this.#response ?? impliedResponse(this)
  }

  /** The `name` of instances. Minification renames classes, so it cannot be the class's name. */
  protected static readonly errorName: string = 'SapccError'

  /** The serialized form, without `cause` and stack, so that nothing internal leaves the process. */
  toJSON(): SerializedSapccError {
    return { name: this.name, status: this.status, statusCode: this.statusCode, message: this.message, data: this.data }
  }
}

/** The value of {@link SapccError.response} when no response was given. */
function impliedResponse(error: SapccError): SapccErrorResponse | undefined {
  if (error.data.type === NETWORK_ERROR) return undefined
  const { retryAfter } = error.data
  return {
    status: error.status,
    statusText: '',
    data: error.toJSON(),
    headers: { 'content-type': 'application/json', ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }) },
  }
}

/** The `data.type` of the error of a call that got no response. */
export const NETWORK_ERROR = 'NetworkError'

/** Fills in `errors`, so that code which reads this list of OCC's works with every error. */
function withErrors(message: string, data: SapccErrorData): FilledSapccErrorData {
  const { type, reason, subject, subjectType, errors } = data
  if (errors && errors.length > 0) return { ...data, errors }
  const entry: OccErrorEntry = { type, message }
  if (reason !== undefined) entry.reason = reason
  if (subject !== undefined) entry.subject = subject
  if (subjectType !== undefined) entry.subjectType = subjectType
  return { ...data, errors: [entry] }
}

/** Arguments of {@link TokenRefreshUnavailableError}. */
export interface TokenRefreshUnavailableErrorOptions {
  /** Seconds to wait before another attempt. */
  retryAfter?: number
  cause?: unknown
  /** See {@link SapccErrorOptions.response}. */
  response?: SapccErrorResponse | null | undefined
}

/**
 * The access token has expired and the authorization server gave no usable
 * answer (429, 5xx, timeout, no connection). The session is kept; the same call
 * works again once the server is back.
 */
export class TokenRefreshUnavailableError extends SapccError {
  protected static override readonly errorName = 'TokenRefreshUnavailableError'

  constructor(message = 'The session could not be renewed right now.', options: TokenRefreshUnavailableErrorOptions = {}) {
    super(message, {
      status: 503,
      data: {
        type: 'TokenRefreshUnavailableError',
        ...(options.retryAfter === undefined ? {} : { retryAfter: options.retryAfter }),
      },
      ...('cause' in options ? { cause: options.cause } : {}),
      response: options.response,
    })
  }

  /** Seconds to wait before another attempt, when known. */
  get retryAfter(): number | undefined {
    return this.data.retryAfter
  }
}

/**
 * Creates an error from its serialized form, for example from a response body or
 * from Nuxt's payload.
 *
 * @param value any value.
 * @param options `cause` and `response` of the error.
 */
export function reviveSapccError(value: unknown, options: Pick<SapccErrorOptions, 'cause' | 'response'> = {}): SapccError | undefined {
  if (!isRecord(value)) return undefined
  const status = value.status ?? value.statusCode
  const { message, data } = value
  if (typeof status !== 'number' || typeof message !== 'string' || !isRecord(data) || typeof data.type !== 'string') return undefined
  const errorData = { ...data, type: data.type } as SapccErrorData
  if (errorData.type === 'TokenRefreshUnavailableError') {
    return new TokenRefreshUnavailableError(message, { ...options, retryAfter: errorData.retryAfter })
  }
  return new SapccError(message, { ...options, status, data: errorData })
}

/** Whether a value is an object that is not an array. Used where the shape of a value is unknown. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
