import { SapccError, TokenRefreshUnavailableError, isRecord } from '../errors'
import { settlesWithin } from '../settles-within'
import { isRefreshRefused, isUnauthorized, unauthorizedInChain } from './is-unauthorized'
import type { CallError, RefreshTokenOptions, RefreshTokenResponse } from './options'

/**
 * What one session's calls share. Each handler has its own; give one to start
 * from, or to look at it in tests.
 */
export interface RefreshTokenState {
  /** The refresh under way, its callback included. */
  refreshing?: Promise<void>
  /** Settles, without an error, when the request for a new token has its answer: what new calls wait for. */
  renewing?: Promise<unknown>
  /** How many refreshes have succeeded. */
  generation?: number
}

/**
 * How long a call waits at most for a `refreshTokenMethod` of the shop's own,
 * which may itself make calls: they would wait for each other. Milliseconds.
 */
const MAX_WAIT = 10_000

/** Options of a {@link RefreshTokenAndRetryHandler}, for one call. */
export interface RefreshTokenAndRetryOptions extends RefreshTokenOptions {
  /**
   * `state.generation` at the moment the failed call started. A call that
   * started before the last refresh ended is repeated without another one.
   */
  startedAt?: number
  /** Whether a refresh is one that this side caused: `onTokenRefreshed` hears of no other. @default always */
  isOwnRefresh?: ((response: unknown) => boolean) | undefined
  /** Whether a refresh was refused for another session than the one that the failed call was made in. @default never */
  isOfOtherSession?: (refreshError: unknown) => boolean
  /** Whether a sign-out or another sign-in has begun since the call began: a refused refresh is then expected, and no callback is called. @default never */
  isOver?: () => boolean
  /** Where a callback that throws is reported. @default console.error */
  report?: ((message: string, error: unknown) => void) | undefined
}

/**
 * Refreshes the token and repeats a call that failed with a 401.
 *
 * @param error what the call failed with.
 * @param method repeated with `args`, once.
 * @returns the repeated call's result.
 * @throws `error` itself when a refresh cannot cure it, or, with the refresh
 * error as its `cause`, when the refresh was refused; a
 * `TokenRefreshUnavailableError` with the original 401 as its `cause` when
 * the refresh got no definite answer; whatever the repeated call throws.
 */
export type RefreshTokenAndRetryHandler = <Args extends unknown[], Result>(
  error: unknown,
  method: (...args: Args) => Result | Promise<Result>,
  args: Args,
  options?: RefreshTokenAndRetryOptions,
) => Promise<Result>

/**
 * The handler without a default for `refreshTokenMethod`; see `refresh/handler.ts`.
 *
 * @param initialState shared with the caller, mutated.
 */
export function createRefreshAndRetry(initialState: RefreshTokenState, defaultRefreshTokenMethod: () => Promise<unknown>): RefreshTokenAndRetryHandler {
  const state = initialState
  /** Set while a callback runs: what a call would meet that asked for a refresh now. */
  let announcing: { refreshError?: unknown } | undefined

  async function announce(callback: () => unknown, name: string, options: RefreshTokenAndRetryOptions, refreshError?: unknown): Promise<void> {
    announcing = refreshError === undefined ? {} : { refreshError }
    await guard(callback, name, options)
    announcing = undefined
  }

  async function renew({ refreshTokenMethod }: RefreshTokenAndRetryOptions): Promise<unknown> {
    const response = Promise.resolve(refreshTokenMethod ? refreshTokenMethod() : defaultRefreshTokenMethod())
    // What the method calls at once, before it has returned, does not see it and so does not wait.
    state.renewing = refreshTokenMethod ? settlesWithin(response, MAX_WAIT) : response.catch(() => undefined)
    try {
      return await response
    }
    finally {
      state.renewing = undefined
    }
  }

  async function refresh(options: RefreshTokenAndRetryOptions): Promise<void> {
    const { callbacks = {} } = options
    let response: unknown
    try {
      response = await renew(options)
    }
    catch (error) {
      // Refused because the customer has signed out meanwhile: that is no failure.
      if (!options.isOver?.()) await announce(() => callbacks.onTokenRefreshError?.(error as CallError), 'onTokenRefreshError', options, error)
      throw error
    }
    state.generation = (state.generation ?? 0) + 1
    if (options.isOwnRefresh?.(response) === false) return
    await announce(() => callbacks.onTokenRefreshed?.(response as RefreshTokenResponse), 'onTokenRefreshed', options)
  }

  function joinRefresh(options: RefreshTokenAndRetryOptions): Promise<void> {
    state.refreshing ??= refresh(options).finally(() => {
      state.refreshing = undefined
    })
    return state.refreshing
  }

  /** A refresh under way may have begun in the session that another tab has replaced: its refusal says nothing about this one. */
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
    if (options.ssrRefreshEnabled === false && isServer()) throw error

    const startedBefore = options.startedAt !== undefined && options.startedAt < (state.generation ?? 0)
    // The callback may be waiting for this call, so the call must not wait for the callback to end.
    if (announcing) {
      if ('refreshError' in announcing) throw outcome(error, announcing.refreshError)
      // With the token that the callback was told about: another refresh would not cure it.
      if (options.startedAt !== undefined && !startedBefore) throw error
      return await method(...args)
    }

    if (state.refreshing || !startedBefore) {
      try {
        await joinRefreshOfSession(options)
      }
      catch (refreshError) {
        throw outcome(error, refreshError)
      }
    }
    return await method(...args)
  }
}

/**
 * Lets a new call wait while a refresh is under way: with the old token it would
 * be refused. Not for the callback after the refresh, which may itself make calls.
 *
 * @param state of the handler that the calls share.
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
 * Tells a session's calls of a refresh that happened elsewhere, for example on
 * the server ahead of a call: those that started before it and still meet an
 * expired token are repeated without another refresh.
 *
 * @param state of the handler that the calls share.
 */
export async function announceRefresh(state: RefreshTokenState, response: RefreshTokenResponse, options: RefreshTokenAndRetryOptions = {}): Promise<void> {
  state.generation = (state.generation ?? 0) + 1
  await guard(() => options.callbacks?.onTokenRefreshed?.(response), 'onTokenRefreshed', options)
}

/** Runs a callback of the user's: what it throws is reported and breaks nothing. */
async function guard(callback: () => unknown, name: string, { report = reportToConsole }: RefreshTokenAndRetryOptions): Promise<void> {
  try {
    await callback()
  }
  catch (error) {
    report(`${name} threw an error`, error)
  }
}

/** What a caller gets to see when the refresh failed. */
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

function isServer(): boolean {
  return typeof window === 'undefined'
}
