import type { ComputedConfig, HTTPClient, Logger } from '@vue-storefront/sdk'
import type { FetchResponse } from 'ofetch'
import { joinURL, withQuery } from 'ufo'
import { FOR_EVERYONE } from './call-config'
import type { ComposableSettings, SapccCallConfig } from './call-config'
import type { SapccError } from './errors'
import type { SapccModuleOptions } from './module-options'
import { SESSION_METHODS } from './session-methods'
import type { FetchInstance } from './transport/fetch-instance'
import { flatHeaders } from './transport/http-transport'
import type { Transport } from './transport/http-transport'

/** Calls a method; the settings are separate from the arguments. */
export type Call = (operation: string, args: unknown[], config: Partial<SapccCallConfig>) => Promise<unknown>

/** The options `logger`, `errorHandler` and `httpClient`. They are separate from the module, so that browsers download them only for shops that use them. */
export interface RequestOptions {
  /** `httpClient` in the place of `fetch`. */
  fetch: { fetch?: FetchInstance }
  /** Wraps a transport: the logger is called for every request. */
  logged: (transport: Transport) => Transport
  /** Wraps a call: the error handler is called when it fails. @param send sends the call once more. */
  handled: (call: Call, send: Transport) => Call
}

/** Implements these options for a module. The parameter is the module's options with their `apiUrl`. */
export function createRequestOptions({ apiUrl = '/api/sapcc', logger, errorHandler, httpClient, host = {} }: SapccModuleOptions): RequestOptions {
  return {
    fetch: httpClient ? { fetch: { raw: (url, options) => sendBy(httpClient, url, options) } } : {},
    logged: transport => logger ? logRequests(transport, apiUrl, logger === true ? defaultLogger(host.log ?? logToConsole) : logger) : transport,
    handled: (call, send) => !errorHandler
      ? call
      : async (operation, args, settings: Partial<SapccCallConfig> & ComposableSettings) => {
        try {
          return await call(operation, args, settings)
        }
        catch (error) {
          const { [FOR_EVERYONE]: _forModule, ...config } = settings
          const details = requestDetails(apiUrl, operation, args, config)
          const httpClient: HTTPClient = (_, params, changed = {}) => send(operation, details.config.method === 'GET' ? args : params, { ...config, ...changed })
          return await errorHandler({ error: error as SapccError, methodName: operation, ...details, httpClient }) as unknown
        }
      },
  }
}

/** Sends a request with the shop's HTTP client, which returns the parsed body. */
async function sendBy(httpClient: HTTPClient, url: string, { method, headers, query, body, signal }: Parameters<FetchInstance['raw']>[1]): Promise<FetchResponse<unknown>> {
  const type: Record<string, string> = body instanceof FormData ? {} : { 'content-type': 'application/json' }
  // HTTP clients that send JSON also accept a form.
  const params = body as unknown[] | undefined ?? []
  const result = await httpClient(query ? withQuery(url, query) : url, params, { method, signal, headers: { ...type, ...headers as Record<string, string> } }) as unknown
  return Object.assign(new Response(null), { _data: result })
}

/** A request in the form that Alokai's options have. */
interface RequestDetails {
  url: string
  /** Empty for GET, where the arguments are in the URL. */
  params: unknown[]
  config: ComputedConfig
}

function requestDetails(apiUrl: string, operation: string, args: unknown[], { method = 'POST', headers, query, refreshToken, fetch, ...settings }: Partial<SapccCallConfig>): RequestDetails {
  const isRead = method === 'GET'
  const url = joinURL(apiUrl, encodeURIComponent(operation))
  return {
    url: isRead ? withQuery(url, { body: JSON.stringify(args), ...query as object }) : url,
    params: isRead ? [] : args,
    config: { ...settings, method, headers: flatHeaders(headers) },
  }
}

/**
 * Methods beside {@link SESSION_METHODS} whose arguments contain a password, the code for a new one, a card, or the secret that a
 * buyer's system shares with the shop (in cXML); or whose results contain a token or a code. An expression, because it is
 * smaller than a list in the browser.
 */
const WITH_SECRETS = /^(?:create(?:VerificationToken|User|CartPaymentDetails|PunchOut.+)|(?:change|replace)User(?:Password|Login.*)|doResetPassword|updateOrgCustomer|(?:replace|update)PaymentDetails|get(?:PunchOutSession|AccessToConf|CartIdAccess).+)$/

/** Calls the logger for each request. Arguments and results of methods with secrets are left out; while rendering, results of a sign-in contain tokens. */
function logRequests(transport: Transport, apiUrl: string, logger: Logger): Transport {
  return async (operation, args, config) => {
    const isSecret = SESSION_METHODS.has(operation) || WITH_SECRETS.test(operation)
    const { url, config: computed } = requestDetails(apiUrl, operation, isSecret ? [] : args, config)
    const request = { url, config: computed, params: isSecret ? [] : args }
    const startedAt = performance.now()
    void withoutHarm(() => logger.onRequest?.(request))
    const response = await transport(operation, args, config)
    void withoutHarm(() => logger.onResponse?.({ ...request, response: isSecret ? undefined : response, responseTime: performance.now() - startedAt }))
    return response
  }
}

/** What a logger throws, or rejects with, is no concern of the call. */
async function withoutHarm(log: () => unknown): Promise<void> {
  try {
    await log()
  }
  catch (error) {
    // eslint-disable-next-line no-console -- as below
    console.error('[nuxt-sapcc] The logger of the SDK failed:', error)
  }
}

/** The logger for `logger: true`. */
function defaultLogger(log: (message: string) => void): Logger {
  return {
    onRequest: ({ config, url }) => log(`${config.method} ${withoutQuery(url)}`),
    onResponse: ({ config, url, responseTime }) => log(`${config.method} ${withoutQuery(url)} in ${responseTime.toFixed()} ms`),
  }
}

/** The URL without its query, which contains the arguments of a call by GET. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*/, '')
}

function logToConsole(message: string): void {
  // eslint-disable-next-line no-console -- consola would be a third of what the browser downloads for the module
  console.debug(`[nuxt-sapcc] ${message}`)
}
