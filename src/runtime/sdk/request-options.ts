import type { ComputedConfig, HTTPClient, Logger } from '@vue-storefront/sdk'
import type { FetchResponse } from 'ofetch'
import { joinURL, withQuery } from 'ufo'
import type { SapccCallConfig } from './call-config'
import type { SapccError } from './errors'
import type { SapccModuleOptions } from './module-options'
import { SESSION_METHODS } from './session-methods'
import type { FetchInstance } from './transport/fetch-instance'
import { flatHeaders } from './transport/http-transport'
import type { Transport } from './transport/http-transport'

/** A call of a method, with its settings taken out of the arguments. */
export type Call = (operation: string, args: unknown[], config: Partial<SapccCallConfig>) => Promise<unknown>

/** The options `logger`, `errorHandler` and `httpClient`, apart from the module: a shop that has none of them does not download them. */
export interface RequestOptions {
  /** `httpClient` in the place of `fetch`. */
  fetch: { fetch?: FetchInstance }
  /** Tells the logger of every request that the transport carries. */
  logged: (transport: Transport) => Transport
  /** Gives a failed call to the error handler. @param send carries a call once more. */
  handled: (call: Call, send: Transport) => Call
}

/** @param options of a module, with its `apiUrl`. */
export function createRequestOptions({ apiUrl = '/api/sapcc', logger, errorHandler, httpClient, host = {} }: SapccModuleOptions): RequestOptions {
  return {
    fetch: httpClient ? { fetch: { raw: (url, options) => sendBy(httpClient, url, options) } } : {},
    logged: transport => logger ? logRequests(transport, apiUrl, logger === true ? defaultLogger(host.log ?? logToConsole) : logger) : transport,
    handled: (call, send) => !errorHandler
      ? call
      : async (operation, args, config) => {
        try {
          return await call(operation, args, config)
        }
        catch (error) {
          const details = requestDetails(apiUrl, operation, args, config)
          const httpClient: HTTPClient = (_, params, changed = {}) => send(operation, details.config.method === 'GET' ? args : params, { ...config, ...changed })
          return await errorHandler({ error: error as SapccError, methodName: operation, ...details, httpClient }) as unknown
        }
      },
  }
}

/** Sends a request by a client of the shop's, whose result is what it has received and parsed. */
async function sendBy(httpClient: HTTPClient, url: string, { method, headers, query, body, signal }: Parameters<FetchInstance['raw']>[1]): Promise<FetchResponse<unknown>> {
  const type: Record<string, string> = body instanceof FormData ? {} : { 'content-type': 'application/json' }
  // Clients that send JSON know what to do with a form.
  const params = body as unknown[] | undefined ?? []
  const result = await httpClient(query ? withQuery(url, query) : url, params, { method, signal, headers: { ...type, ...headers as Record<string, string> } }) as unknown
  return Object.assign(new Response(null), { _data: result })
}

/** A request in the terms of Alokai's options. */
interface RequestDetails {
  url: string
  /** Empty for GET, where the arguments are in the address. */
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

/** What sign-in, sign-out and refresh send and receive is left out: passwords, and tokens while rendering. */
function logRequests(transport: Transport, apiUrl: string, logger: Logger): Transport {
  return async (operation, args, config) => {
    const isSecret = SESSION_METHODS.has(operation)
    const { url, config: computed } = requestDetails(apiUrl, operation, isSecret ? [] : args, config)
    const request = { url, config: computed, params: isSecret ? [] : args }
    const startedAt = performance.now()
    logger.onRequest?.(request)
    const response = await transport(operation, args, config)
    logger.onResponse?.({ ...request, response: isSecret ? undefined : response, responseTime: performance.now() - startedAt })
    return response
  }
}

/** Of `logger: true`. */
function defaultLogger(log: (message: string) => void): Logger {
  return {
    onRequest: ({ config, url }) => log(`${config.method} ${withoutQuery(url)}`),
    onResponse: ({ config, url, responseTime }) => log(`${config.method} ${withoutQuery(url)} in ${responseTime.toFixed()} ms`),
  }
}

/** The query of a read has its arguments. */
function withoutQuery(url: string): string {
  return url.replace(/\?.*/, '')
}

function logToConsole(message: string): void {
  // eslint-disable-next-line no-console -- consola would be a third of what the browser downloads for the module
  console.debug(`[nuxt-sapcc] ${message}`)
}
