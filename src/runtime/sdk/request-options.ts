import type { ComputedConfig, HTTPClient, Logger } from '@vue-storefront/sdk'
import { joinURL, withQuery } from 'ufo'
import type { SapccCallConfig } from './call-config'
import type { SapccModuleOptions } from './module-options'
import { SESSION_METHODS } from './session-methods'
import { flatHeaders } from './transport/http-transport'
import type { Transport } from './transport/http-transport'

/** A call of a method, with its settings taken out of the arguments. */
export type Call = (operation: string, args: unknown[], config: Partial<SapccCallConfig>) => Promise<unknown>

/** The options `logger` and `errorHandler`, apart from the module: a shop that has neither does not download them. */
export interface RequestOptions {
  /** Tells the logger of every request that the transport carries. */
  logged: (transport: Transport) => Transport
  /** Gives a failed call to the error handler. @param send carries a call once more. */
  handled: (call: Call, send: Transport) => Call
}

/** @param options of a module, with its `apiUrl`. */
export function createRequestOptions({ apiUrl = '/api/sapcc', logger, errorHandler, host = {} }: SapccModuleOptions): RequestOptions {
  return {
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
          return await errorHandler({ error, methodName: operation, ...details, httpClient }) as unknown
        }
      },
  }
}

/** A request in the terms of Alokai's options. */
interface RequestDetails {
  url: string
  /** Empty for GET, where the arguments are in the address. */
  params: unknown[]
  config: ComputedConfig
}

function requestDetails(apiUrl: string, operation: string, args: unknown[], { method = 'POST', headers, query, refreshToken, fetch, httpClient, ...settings }: Partial<SapccCallConfig>): RequestDetails {
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
