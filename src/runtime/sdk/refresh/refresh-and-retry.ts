import { SapccError, TokenRefreshUnavailableError, isRecord } from '../errors'
import { isOnServer } from '../is-on-server'
import { settlesWithin } from '../settles-within'
import { isRefreshRefused, isUnauthorized, unauthorizedInChain } from './is-unauthorized'
import type { CallError, RefreshTokenOptions, RefreshTokenResponse } from './options'

/**
 * The state that the calls of one session share. Each handler has its own; pass one
 * to use it elsewhere, too, or to inspect it in tests.
 */
export interface RefreshTokenState {
  /** The refresh in progress, including its callback. */
  refreshing?: Promise<void>
  /** New calls wait for this promise. It is fulfilled, never rejected, when the request for a new token has ended. */
  renewing?: Promise<unknown>
  /** How many refreshes have succeeded. */
  generation?: number
}

/**
 * How long a new call waits for the shop's own `refreshTokenMethod`, in
 * milliseconds. That method may make calls itself, which would otherwise wait for
 * the method that waits for them.
 */
const MAX_WAIT = 10_000

/** Options of a {@link RefreshTokenAndRetryHandler}, for one call. */
export interface RefreshTokenAndRetryOptions extends RefreshTokenOptions {
  /**
   * `state.generation` at the moment the failed call started. A call that
   * started before the last refresh ended is repeated without another one.
   */
  startedAt?: number
  /** Whether this page or render caused a refresh; `onTokenRefreshed` is called only for those. @default always */
  isOwnRefresh?: ((response: unknown) => boolean) | undefined
  /** Whether a refresh was refused for another session than the one that the failed call was made in. @default never */
  isOfOtherSession?: (refreshError: unknown) => boolean
  /** Whether a refused refresh is expected: a sign-out or another sign-in has begun since the call began, or the visitor was anonymous. `onTokenRefreshError` is then not called. @default never */
  isOver?: () => boolean
  /** Whether the call reads what is the same for everybody, and so is repeated although the refresh was refused: for a visitor without a session. @default never */
  isForEveryone?: () => Promise<boolean | undefined>
  /** Reports the error of a callback that threw. @default console.error */
  report?: ((message: string, error: unknown) => void) | undefined
}

/**
 * Refreshes the token and repeats a call that failed with a 401. What is the same for everybody is also repeated when the
 * refresh was refused.
 *
 * @param error the error of the call.
 * @param method function that repeats the call; called once, with `args`.
 * @returns the result of the repeated call.
 * @throws `error` itself when a refresh cannot help; `error` with the refresh error
 * as its `cause` when the refresh was refused; a `TokenRefreshUnavailableError`
 * with the original 401 as its `cause` when the refresh got no definite answer;
 * the error of the repeated call.
 */
export type RefreshTokenAndRetryHandler = <Args extends unknown[], Result>(
  error: unknown,
  method: (...args: Args) => Result | Promise<Result>,
  args: Args,
  options?: RefreshTokenAndRetryOptions,
) => Promise<Result>

/**
 * Creates the handler without a default for `refreshTokenMethod`; `refresh/handler.ts` adds one.
 *
 * @param initialState state that the handler shares with the caller, and changes.
 * @param defaultRefreshTokenMethod refreshes when the options have no `refreshTokenMethod`.
 */
export function createRefreshAndRetry(initialState: RefreshTokenState, defaultRefreshTokenMethod: () => Promise<unknown>): RefreshTokenAndRetryHandler {
  const state = initialState
  /** Set while a callback runs. `refreshError` is the failure of the refresh that just ended; calls that need a refresh meanwhile fail with it. */
  let announcing: { refreshError?: unknown } | undefined
  /** The options of the calls that share the refresh in progress. */
  let joined: RefreshTokenAndRetryOptions[] = []

  async function announce(callback: () => unknown, name: string, options: RefreshTokenAndRetryOptions, refreshError?: unknown): Promise<void> {
    announcing = refreshError === undefined ? {} : { refreshError }
    await runCallback(callback, name, options)
    announcing = undefined
  }

  async function renew({ refreshTokenMethod }: RefreshTokenAndRetryOptions): Promise<unknown> {
    const response = Promise.resolve(refreshTokenMethod ? refreshTokenMethod() : defaultRefreshTokenMethod())
    // It is set only after the method has returned its promise, so calls that the method makes before do not wait for it.
    state.renewing = refreshTokenMethod ? settlesWithin(response, MAX_WAIT) : response.catch(() => undefined)
    try {
      return await response
    }
    finally {
      state.renewing = undefined
    }
  }

  async function refresh(options: RefreshTokenAndRetryOptions): Promise<void> {
    let response: unknown
    try {
      response = await renew(options)
    }
    catch (error) {
      // Told to the first call to which the refusal is news: a call from before a sign-out expects it, one of the next session does not.
      const concerned = joined.find(call => !call.isOver?.() && (call === options || !call.isOfOtherSession?.(error)))
      if (concerned) await announce(() => concerned.callbacks?.onTokenRefreshError?.(error as CallError), 'onTokenRefreshError', concerned, error)
      throw error
    }
    state.generation = (state.generation ?? 0) + 1
    if (options.isOwnRefresh?.(response) === false) return
    await announce(() => options.callbacks?.onTokenRefreshed?.(response as RefreshTokenResponse), 'onTokenRefreshed', options)
  }

  function joinRefresh(options: RefreshTokenAndRetryOptions): Promise<void> {
    if (!state.refreshing) joined = []
    joined.push(options)
    return state.refreshing ??= refresh(options).finally(() => {
      state.refreshing = undefined
    })
  }

  /** Joins the refresh. One in progress may have begun in a session that another tab has replaced since; its refusal says nothing about the present session, which is then refreshed itself. */
  async function joinRefreshOfSession(options: RefreshTokenAndRetryOptions): Promise<void> {
    const hasBegun = state.refreshing !== undefined
    try {
      await joinRefresh(options)
    }
    catch (refreshError) {
      if (!hasBegun || !options.isOfOtherSession?.(refreshError)) throw refreshError
      await joinRefresh(options)
    }
  }

  return async (error, method, args, options = {}) => {
    const isCurable = options.isUnauthorized ? options.isUnauthorized(error as CallError) : isUnauthorized(error)
    if (!isCurable) throw error
    if (!import.meta.client && options.ssrRefreshEnabled === false && isOnServer()) throw error

    const afterFailedRefresh = async (refreshError: unknown) => {
      if (isRefreshRefused(refreshError) && await options.isForEveryone?.()) return await method(...args)
      throw outcome(error, refreshError)
    }

    const startedBefore = options.startedAt !== undefined && options.startedAt < (state.generation ?? 0)
    // The callback may be waiting for this call, so the call must not wait for the callback to end.
    if (announcing) {
      if ('refreshError' in announcing) return await afterFailedRefresh(announcing.refreshError)
      // The call was made with the new token already, so another refresh would not help.
      if (options.startedAt !== undefined && !startedBefore) throw error
      return await method(...args)
    }

    if (state.refreshing || !startedBefore) {
      try {
        await joinRefreshOfSession(options)
      }
      catch (refreshError) {
        return await afterFailedRefresh(refreshError)
      }
    }
    return await method(...args)
  }
}

/**
 * Waits while a refresh is in progress, because a new call with the old token would
 * be refused. It does not wait for the callback after the refresh, which may make
 * calls itself.
 *
 * @param state state of the handler that the calls share.
 * @param signal ends the waiting.
 */
export async function waitForRefresh({ renewing }: RefreshTokenState, signal?: AbortSignal): Promise<void> {
  if (!renewing || signal?.aborted) return
  if (!signal) {
    await renewing
    return
  }
  let stop = () => {}
  const aborted = new Promise<void>((resolve) => {
    stop = resolve
    signal.addEventListener('abort', stop, { once: true })
  })
  await Promise.race([renewing, aborted])
  signal.removeEventListener('abort', stop)
}

/**
 * Records a refresh that happened elsewhere, for example on the server ahead of a
 * call: calls that started before it and fail with an expired token are repeated
 * without another refresh.
 *
 * @param state state of the handler that the calls share.
 * @param response passed to `onTokenRefreshed`.
 */
export async function announceRefresh(state: RefreshTokenState, response: RefreshTokenResponse, options: RefreshTokenAndRetryOptions = {}): Promise<void> {
  state.generation = (state.generation ?? 0) + 1
  await runCallback(() => options.callbacks?.onTokenRefreshed?.(response), 'onTokenRefreshed', options)
}

/** Runs a callback of the user. An error that it throws is reported and does not affect the refresh. */
async function runCallback(callback: () => unknown, name: string, { report = reportToConsole }: RefreshTokenAndRetryOptions): Promise<void> {
  try {
    await callback()
  }
  catch (error) {
    report(`${name} threw an error`, error)
  }
}

/** The error that a caller gets when the refresh failed. */
function outcome(original: unknown, refreshError: unknown): unknown {
  if (isRefreshRefused(refreshError)) {
    const unauthorized = unauthorizedInChain(original)
    if (unauthorized && Object.isExtensible(unauthorized)) {
      Object.defineProperty(unauthorized, 'cause', { value: refreshError, configurable: true, writable: true, enumerable: false })
    }
    return original
  }
  const data = isRecord(refreshError) && isRecord(refreshError.data) ? refreshError.data : {}
  return new TokenRefreshUnavailableError(undefined, {
    ...(typeof data.retryAfter === 'number' ? { retryAfter: data.retryAfter } : {}),
    cause: original,
    response: refreshError instanceof SapccError ? refreshError.response : null,
  })
}

function reportToConsole(message: string, error: unknown): void {
  // eslint-disable-next-line no-console -- in the browser and outside Nuxt: consola would be a third of what the browser downloads for the module
  console.error(`[nuxt-sapcc] ${message}`, error)
}
