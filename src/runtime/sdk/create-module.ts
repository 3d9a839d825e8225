import { asSapccError } from './as-sapcc-error'
import { splitCallConfig } from './call-config'
import type { SapccCallConfig } from './call-config'
import { SapccError, isRecord } from './errors'
import { CALL_SESSION_HEADER, NO_CALL_SESSION, callSessionOf, sessionChanged } from './refresh/call-session'
import { announceRefresh, createRefreshAndRetry, waitForRefresh } from './refresh/refresh-and-retry'
import type { RefreshTokenState } from './refresh/refresh-and-retry'
import { isUnauthorized } from './refresh/is-unauthorized'
import type { CallError } from './refresh/options'
import { createConnector } from './connector'
import type { SapccMethods, SapccModule, SapccModuleOptions } from './module-options'
import type { RequestOptions } from './request-options'
import type { Transport } from './transport/http-transport'
import { SESSION_METHODS } from './session-methods'

/**
 * The module without a default for where calls go; see `sapcc-module.ts`.
 *
 * @param transport carries the calls.
 * @param requestOptions what the options `logger`, `errorHandler` and `httpClient` need.
 * @throws Error for one of these options without it.
 */
export function createSapccModule(given: Omit<SapccModuleOptions, 'transport'>, transport: Transport, requestOptions?: RequestOptions): SapccModule {
  const options = { ...given, ...requestOptions?.fetch }
  const { host = {} } = options
  const state: RefreshTokenState = {}
  if (!requestOptions && (options.logger || options.errorHandler || options.httpClient)) throw new Error('nuxt-sapcc: logger, errorHandler and httpClient belong in sdk.config.ts')
  const carry = withSapccErrors(transport)
  const send = withDefaults(options, requestOptions?.logged(carry) ?? carry)
  const handle = createRefreshAndRetry(state, () => send('refreshUserToken', [], {}))
  const { isUnauthorized: isUnauthorizedForShop, refreshTokenMethod, ...refreshToken } = defined(options.refreshToken)
  const refreshOptions = {
    ...refreshToken,
    isUnauthorized: (error: unknown) => isUnauthorizedForShop
      ? isRecord(error) && isUnauthorizedForShop(error as unknown as CallError) && (!host.isAnonymous?.() || isUnauthorized(error, false))
      : isUnauthorized(error, host.isSignedIn?.() ?? true),
    ...(refreshTokenMethod ? { refreshTokenMethod: () => (refreshTokenMethod as (refreshToken: string) => Promise<unknown>)('') } : {}),
    isOwnRefresh: host.isOwnRefresh,
    report: host.report,
  }

  host.onRefreshed?.(refresh => announceRefresh(state, refresh.tokens, refreshOptions))

  /** Number of sign-ins and sign-outs. A call that began before the last one is not repeated: the customer may be another one now. */
  let changes = 0
  /** Sign-outs under way: a call that fails meanwhile needs no new token. */
  let signOuts = 0

  async function call(operation: string, args: unknown[], config: Partial<SapccCallConfig>): Promise<unknown> {
    const changesBefore = changes
    const mayRefresh = config.refreshToken !== false && !SESSION_METHODS.has(operation)
    if (mayRefresh && state.renewing && !host.serverWaits) {
      await waitForRefresh(state, config.signal)
      if (changes !== changesBefore) throw sessionChanged()
    }
    const startedAt = state.generation ?? 0
    const isOver = () => changes !== changesBefore || signOuts > 0 || host.isSigningOut?.() === true
    const isSignOut = operation === 'signUserOut'
    if (isSignOut) signOuts += 1
    // Read at every use: the headers of a streamed page may be sent during its calls, and then the answer changes.
    const isSsrRefreshEnabled = () => host.pageSsrRefresh?.() ?? refreshOptions.ssrRefreshEnabled ?? false
    // A rendering that may not refresh after a call may not refresh ahead of it, either.
    const invoke = (settings = config) => send(operation, args, isRendering() && !isSsrRefreshEnabled() ? { ...settings, refreshToken: false } : settings)
    try {
      const result = await invoke()
      if (operation === 'signUserIn' || isSignOut) changes += 1
      return result
    }
    catch (error) {
      if (!mayRefresh || isOver()) throw error
      const ssrRefreshEnabled = isSsrRefreshEnabled()
      if (isRendering() && !ssrRefreshEnabled && refreshOptions.isUnauthorized(error)) host.onRefreshSkipped?.(error)
      const repeat = () => {
        if (isOver()) throw error
        const session = callSessionOf(error)
        return session === undefined ? invoke() : invoke({ ...config, headers: { ...config.headers, [CALL_SESSION_HEADER]: session } })
      }
      const isOfOtherSession = (refreshError: unknown) => ![undefined, NO_CALL_SESSION, callSessionOf(error)].includes(callSessionOf(refreshError))
      return await handle(error, repeat, [], { ...refreshOptions, isOfOtherSession, isOver, ssrRefreshEnabled, startedAt })
    }
    finally {
      if (isSignOut) signOuts -= 1
    }
  }

  const handledCall = requestOptions?.handled(call, send) ?? call

  return {
    // The proxy answers every name; which of them exist is known to the types and to the server.
    connector: createConnector((operation, rawArgs) => {
      const { args, config } = splitCallConfig(rawArgs)
      return handledCall(operation, args, callSettings(options, operation, config))
    }) as unknown as SapccMethods,
    context: {
      send,
      refresh: () => handle(refreshWanted(), () => undefined, [], { ...refreshOptions, isUnauthorized: () => true }),
    },
  }
}

/** Stands for the 401 where a refresh is asked for rather than met: what the asker gets when it is refused. */
function refreshWanted(): SapccError {
  return new SapccError('The session has ended.', { status: 401, data: { type: 'InvalidTokenError' } })
}

/** Whether this is no browser. */
export function isRendering(): boolean {
  return typeof window === 'undefined'
}

/** A transport of the shop's may fail with errors of any library; callers and `isUnauthorized` meet one type. */
function withSapccErrors(transport: Transport): Transport {
  return async (operation, args, config) => {
    try {
      return await transport(operation, args, config)
    }
    catch (error) {
      throw asSapccError(error, operation) ?? error
    }
  }
}

/** Applies the options about requests below what the call itself says. */
function withDefaults(options: SapccModuleOptions, transport: Transport): Transport {
  return (operation, args, config) => transport(operation, args, callSettings(options, operation, config))
}

/** All settings of a call. */
function callSettings(options: SapccModuleOptions, operation: string, config: Partial<SapccCallConfig>): Partial<SapccCallConfig> {
  const { fetch, cdnCacheBustingId, defaultRequestConfig = {}, methodsRequestConfig = {} } = options
  const ofMethod = methodsRequestConfig[operation] ?? {}
  return {
    ...(fetch ? { fetch } : {}),
    ...(cdnCacheBustingId ? { query: { cdnCacheBustingId } } : {}),
    ...defaultRequestConfig,
    ...ofMethod,
    ...config,
    headers: { ...options.headers, ...defaultRequestConfig.headers, ...ofMethod.headers, ...config.headers },
  }
}

/** An option that is given as `undefined` means its default. */
function defined<T extends object>(options: T | undefined): Partial<T> {
  return Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>
}
