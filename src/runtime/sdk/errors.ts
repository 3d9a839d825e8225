import { SdkHttpError } from '@vue-storefront/sdk'
import type { SapccErrorType } from './error-types'

/**
 * The one error type of this package, and its one specialisation.
 *
 * Everything that fails between a component and SAP Commerce arrives at the
 * caller as a {@link SapccError}, whichever of SAP's two error formats it had.
 */

/** What is known about a failure; free of tokens and other secrets, safe to show to a browser. */
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
  /** Seconds to wait before another attempt makes sense, when known. */
  retryAfter?: number
  /** All errors that were reported, the one that this data is about first. May be left out when an error is made. */
  errors?: OccErrorEntry[]
}

/** What an error's `data` has: `errors` has at least one entry. */
export interface FilledSapccErrorData extends SapccErrorData {
  errors: OccErrorEntry[]
}

/** One entry of OCC's `{ "errors": [...] }`. */
export interface OccErrorEntry {
  /** e.g. `UnknownIdentifierError` */
  type: string
  /** In English or in the language of the call; SAP writes it for developers, not for customers. */
  message?: string
  /** For example `notFound`. */
  reason?: string
  /** What the error is about, for example a cart id or a parameter's name. */
  subject?: string
  /** For example `cart` or `parameter`. */
  subjectType?: string
}

/** How a {@link SapccError} travels: as a response body and in Nuxt's payload. */
export interface SerializedSapccError {
  name: string
  status: number
  statusCode: number
  message: string
  data: SapccErrorData
}

/** The HTTP response that a failed call ended with, as axios has it on its errors. */
export interface SapccErrorResponse {
  status: number
  /** Empty over HTTP/2, and where the response did not come over HTTP. */
  statusText: string
  /** The body, parsed where it was JSON. */
  data: unknown
  /** By name in lower case, without `set-cookie`. */
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
   * @default what the module's own server would have sent over HTTP
   */
  response?: SapccErrorResponse | null | undefined
}

/**
 * A failed call. `status` and `statusCode` are the same number, so that code
 * written for ofetch, axios or h3 finds what it looks for. It is an
 * `SdkHttpError`, so that the helpers of Alokai's SDK know it where `initSDK` has
 * wrapped it (`isSdkUnauthorizedError` and the like).
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
   * h3 and Nuxt hand an error that carries this mark through unchanged, where
   * they would wrap a foreign one: that is what keeps `error.value` of
   * `useAsyncData` an instance of this class.
   */
  static readonly __h3_error__ = true

  /** The HTTP status, 400 to 599; 503 where there was no answer. `statusCode` is the same number. */
  readonly status: number
  /** What is known about the failure, e.g. its `type`. Free of tokens, safe to show to a browser. */
  readonly data: FilledSapccErrorData
  /** Read by h3: a `SapccError` is an expected answer, so its message may be shown. */
  readonly unhandled: boolean = false
  /** Read by Nuxt: whether the error page replaces the app in the browser. */
  fatal = false

  readonly #response: SapccErrorResponse | null | undefined

  constructor(message: string, options: SapccErrorOptions) {
    super({ message, statusCode: options.status, url: '', cause: options.cause })
    if (options.cause === undefined) delete (this as { cause?: unknown }).cause
    // The address of a read has its arguments.
    Object.defineProperty(this, 'url', { enumerable: false })
    this.#response = options.response
    this.name = new.target.errorName
    this.status = options.status
    this.data = withErrors(message, options.data)
  }

  /**
   * The HTTP response of the failed call, where code written for axios looks for
   * it: `error.response?.status === 401`. `undefined` when there was none, as
   * after a lost connection. A call that was made while rendering without HTTP
   * has the response that a browser would have received.
   *
   * On the prototype, so that printing, copying or serializing an error leaves it out.
   */
  get response(): SapccErrorResponse | undefined {
    // A tool that walks over prototypes asks the class itself.
    if (!(#response in this) || this.#response === null) return undefined
    return this.#response ?? impliedResponse(this)
  }

  /** The name instances carry; survives minification, which renames classes. */
  protected static readonly errorName: string = 'SapccError'

  /** Without `cause` and stack: what leaves the process holds nothing internal. */
  toJSON(): SerializedSapccError {
    return { name: this.name, status: this.status, statusCode: this.statusCode, message: this.message, data: this.data }
  }
}

/** What {@link SapccError.response} is where no response was given. */
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

/** The type of a call that got no response. */
export const NETWORK_ERROR = 'NetworkError'

/** Code that looks through `errors`, as OCC lists them, works with every error. */
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
  /** Seconds after which another attempt makes sense. */
  retryAfter?: number
  cause?: unknown
  /** As for {@link SapccErrorOptions}. */
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

  /** Seconds after which another attempt makes sense, when known. */
  get retryAfter(): number | undefined {
    return this.data.retryAfter
  }
}

/**
 * Brings a serialized error back to life, for example one that came with a
 * response or with Nuxt's payload.
 *
 * @param value anything; what is not a serialized `SapccError` gives `undefined`.
 * @param options `cause` and `response` of the result.
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

/** A plain check used at every boundary where a value's shape is not known. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
