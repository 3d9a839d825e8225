import { asSapccError } from './as-sapcc-error'
import { FOR_EVERYONE, splitCallConfig } from './call-config'
import type { ComposableSettings, SapccCallConfig } from './call-config'
import { SapccError, isRecord } from './errors'
import { AS_VISITOR, CALL_SESSION_HEADER, NO_CALL_SESSION, callSessionOf, sessionChanged } from './refresh/call-session'
import { announceRefresh, createRefreshAndRetry, waitForRefresh } from './refresh/refresh-and-retry'
import type { RefreshTokenState } from './refresh/refresh-and-retry'
import { isUnauthorized } from './refresh/is-unauthorized'
import type { CallError } from './refresh/options'
import { createConnector } from './connector'
import { isOnServer } from './is-on-server'
import type { SapccMethods, SapccModule, SapccModuleOptions } from './module-options'
import type { RequestOptions } from './request-options'
import type { Transport } from './transport/http-transport'
import { CHANGES_PERSON, SESSION_METHODS } from './session-methods'

/**
 * Creates the SDK module without a default transport; `sapcc-module.ts` adds one.
 *
 * @param given options of the module.
 * @param transport sends the calls.
 * @param requestOptions implementation of the options `logger`, `errorHandler` and `httpClient`.
 * @throws Error when one of these options is set and `requestOptions` is missing.
 */
export function createSapccModule(given: Omit<SapccModuleOptions, 'transport'>, transport: Transport, requestOptions?: RequestOptions): SapccModule {
  const options = { ...given, ...requestOptions?.fetch }
  const { host = {} } = options
  const state: RefreshTokenState = {}
  if (!requestOptions && (options.logger || options.errorHandler || options.httpClient)) throw new Error('nuxt-sapcc: logger, errorHandler and httpClient belong in sdk.config.ts')
  const transportWithErrors = withSapccErrors(transport)
  const send = withDefaults(options, requestOptions?.logged(transportWithErrors) ?? transportWithErrors)
  const handle = createRefreshAndRetry(state, () => send('refreshUserToken', [], {}))
  const { isUnauthorized: isUnauthorizedForShop, refreshTokenMethod, ...refreshToken } = options.refreshToken ?? {}
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

  /** Number of sign-ins, sign-outs and changes of the customer that a support agent acts for. A call that began before the last of them is not repeated, because it might be executed for another customer. */
  let ownChanges = 0
  /** Number of sign-outs in progress. A call that fails meanwhile does not need a new token. */
  let signOuts = 0

  /** The host counts each end of the session in another tab, too. */
  const hostChanges = () => host.sessionChanges?.() ?? 0
  const allChanges = () => ownChanges + hostChanges()

  async function call(operation: string, args: unknown[], { [FOR_EVERYONE]: forEveryone, ...config }: Partial<SapccCallConfig> & ComposableSettings): Promise<unknown> {
    const allChangesBefore = allChanges()
    const hostChangesBefore = hostChanges()
    const isRepeatable = config.refreshToken !== false && !SESSION_METHODS.has(operation)
    if (isRepeatable && state.renewing && !host.serverWaits) {
      await waitForRefresh(state, config.signal)
      if (allChanges() !== allChangesBefore) throw sessionChanged()
    }
    const startedAt = state.generation ?? 0
    const wasAnonymous = host.isAnonymous?.() ?? false
    const isOver = () => allChanges() !== allChangesBefore || signOuts > 0 || host.isSigningOut?.() === true
    const isSignOut = operation === 'signUserOut'
    if (isSignOut) signOuts += 1
    // Evaluated at every use: the headers of a streamed page may be sent while its calls run, and from then on a refresh is not possible.
    const isSsrRefreshEnabled = () => host.pageSsrRefresh?.() ?? refreshOptions.ssrRefreshEnabled ?? false
    // When rendering may not refresh after a 401, it may not refresh ahead of a call, either.
    const invoke = (settings = config) => send(operation, args, !import.meta.client && isOnServer() && !isSsrRefreshEnabled() ? { ...settings, refreshToken: false } : settings)
    try {
      const result = await invoke()
      // Unless the host has counted it already: counting twice would stop calls of the new session from being repeated.
      if ((CHANGES_PERSON.has(operation) || isSignOut) && hostChanges() === hostChangesBefore) ownChanges += 1
      return result
    }
    catch (error) {
      if (!isRepeatable || (isOver() && !refreshOptions.isUnauthorized(error))) throw error
      let isEveryones = forEveryone
      const isForEveryone = async () => isEveryones ??= await host.isForEveryone?.(operation)
      // After its session has ended, a repeated call could be executed for another customer. Only reads that give everybody the same result are repeated then.
      const invokeIn = (session: string) => invoke({ ...config, headers: { ...config.headers, [CALL_SESSION_HEADER]: session } })
      const repeat = async () => {
        if (isOver() && !await isForEveryone()) throw error
        const session = callSessionOf(error)
        return await (session === undefined || isEveryones ? invoke() : invokeIn(session))
      }
      if (isOver()) return await repeat()
      const ssrRefreshEnabled = import.meta.client || isSsrRefreshEnabled()
      if (!import.meta.client && isOnServer() && !ssrRefreshEnabled && refreshOptions.isUnauthorized(error)) {
        // Where this fails, too, the browser gets the answer that belongs to the session.
        const visitors = host.callsAsVisitor && !wasAnonymous && await isForEveryone() ? await invokeIn(AS_VISITOR).then(result => ({ result }), () => undefined) : undefined
        if (visitors) {
          host.onReadAsVisitor?.()
          return visitors.result
        }
        host.onRefreshSkipped?.(error)
      }
      const isOfOtherSession = (refreshError: unknown) => ![undefined, NO_CALL_SESSION, callSessionOf(error)].includes(callSessionOf(refreshError))
      return await handle(error, repeat, [], { ...refreshOptions, isForEveryone, isOfOtherSession, isOver: () => wasAnonymous || isOver(), ssrRefreshEnabled, startedAt })
    }
    finally {
      if (isSignOut) signOuts -= 1
    }
  }

  const handledCall = requestOptions?.handled(call, send) ?? call

  return {
    // The proxy object has a method for every name; the types and the server know which of them exist.
    connector: createConnector((operation, rawArgs) => {
      const { args, config } = splitCallConfig(rawArgs)
      return handledCall(operation, args, callSettings(options, operation, config))
    }) as unknown as SapccMethods,
    context: {
      send,
      refresh: settings => handle(refreshWanted(), () => undefined, [], { ...refreshOptions, ...settings, isUnauthorized: () => true }),
    },
  }
}

/** The error in place of a call's 401 for `context.refresh`, which has no call. Its caller gets this error when the refresh is refused. */
function refreshWanted(): SapccError {
  return new SapccError('The session has ended.', { status: 401, data: { type: 'InvalidTokenError' } })
}

/** Converts errors of a transport: the shop's own may fail with errors of any library, but callers and `isUnauthorized` get one type. */
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

/** Adds the request defaults from the options; the settings of the call itself win. */
function withDefaults(options: SapccModuleOptions, transport: Transport): Transport {
  return (operation, args, config) => transport(operation, args, callSettings(options, operation, config))
}

/** The settings of a call, merged with the defaults from the options. */
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
