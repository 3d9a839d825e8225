import { SapccError, isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import type { CallWithCart } from '../cart/cart-of-call'
import type { SapccApiConfig } from '../config/types'
import { parseRetryAfter } from '../http/retry-after'
import type { HookCaller } from '../hooks'
import type { ApplicationAccess } from '../occ/application-access'
import { buildOccRequest } from '../occ/build-request'
import type { OccRequest } from '../occ/build-request'
import type { OccOperation } from '../occ/operation'
import { isGiven } from '../occ/parameter-values'
import { discardBody } from '../platform/answer-body'
import type { CancelSignal } from '../platform/types'
import { cachedResponse } from '../public-cache/cached-answer'
import type { Lifetime } from '../public-cache/lifetimes'
import type { CacheOutcome, FetchedAnswer, PublicCache } from '../public-cache/public-cache'
import { withSapLanguage } from '../site-context/language'
import type { RefusedCodes, SiteCodes } from '../site-context/refused-codes'
import { systemClock } from '../time/clock'
import { asPlain } from '../upstream/accepted-encoding'
import type { Caller, CallSap, SapAnswer } from '../upstream/call-sap'
import { readPlain } from '../upstream/error-response'
import { createGivenRedaction } from '../upstream/redact-given'
import { redactToken } from '../upstream/redact-token'
import { parseSapError, sapError } from '../upstream/sap-error'
import type { UpstreamResponse } from '../upstream/upstream'
import { withUpstreamErrors } from '../upstream/upstream-error'
import type { PreparedCall } from './prepare-call'
import type { PublicCalls } from './server-cached-call'
import { withExpectedMediaType } from './expected-media-type'
import type { OccAnswer } from './read-answer'

/** What {@link createCallSender} needs. */
export interface CallSenderOptions {
  api: SapccApiConfig
  callSap: CallSap
  application: ApplicationAccess
  refusedCodes: RefusedCodes
  /** Absent unless the shop keeps answers that are the same for everybody. */
  publicAnswers?: { calls: PublicCalls, cache: () => PublicCache } | undefined
  /** Told of calls that the public cache was asked for. */
  hooks?: Pick<HookCaller, 'hasListeners' | 'measure'> | undefined
  log: { warn: (message: string) => void }
}

/** Sends prepared calls to SAP. */
export interface CallSender {
  /**
   * Checks a call's parameters without sending it.
   *
   * @param params with the cart that the call will have.
   * @throws SapccError 400
   */
  check: (call: PreparedCall, params: unknown) => void
  /**
   * Sends a call. Where SAP refuses a language or currency that was only a default, the call, which SAP has not
   * executed then, is sent without it.
   *
   * @throws SapccError for every unsuccessful response, as the caller may see it.
   */
  send: (call: PreparedCall, withCart: CallWithCart) => Promise<OccAnswer>
}

export function createCallSender({ api, callSap, application, refusedCodes, publicAnswers, hooks, log }: CallSenderOptions): CallSender {
  const onUnknownParameter = import.meta.dev
    ? (name: string) => log.warn(`The parameter \`${name}\` is not in OCC's description; it is passed on as a query parameter.`)
    : undefined

  function requestOf({ operationId, operation, site, userId, caller, headers }: PreparedCall, params: unknown, { language, currency }: SiteCodes): OccRequest {
    return buildOccRequest(operationId, operation, withSapLanguage(params, api.languages), {
      apiUri: api.uri,
      baseSiteId: site.baseSiteId,
      allowedBaseSites: api.allowedBaseSites,
      allowUserIds: api.allowUserIds,
      userId,
      actsFor: caller?.actsFor,
      hostHeader: api.host,
      language,
      currency,
      query: site.query,
      headers,
      onUnknownParameter,
    })
  }

  /**
   * An answer that is the same for everybody: a cached one, or a new one that is cached then. The request has no session
   * and no headers of the visitor's. Its URL is the cache's key, so the answer cannot contain anything of this visitor's.
   *
   * @returns `undefined` where the call has to be made for its caller after all.
   */
  async function publicAnswer(call: PreparedCall, withCart: CallWithCart, codes: SiteCodes, lifetime: Lifetime): Promise<OccAnswer | undefined> {
    const { operationId, operation, scope } = call
    const request = requestOf({ ...call, userId: 'anonymous' }, withCart.params, codes)
    const { calls, cache } = publicAnswers!
    if (!calls.isPlain(request)) return undefined
    const startedAt = hooks?.hasListeners('sapcc:measured') ? systemClock.monotonic() : undefined
    let outcome: CacheOutcome = 'miss'
    try {
      const answer = await cache().answer({
        operationId,
        url: request.url,
        lifetime,
        tags: () => tagsOf(call),
        keepAlive: work => scope.request.waitUntil(work),
      }, cause => fetchPublic(request, operation, withCart.params, cause))
      outcome = answer.outcome
      return { operationId, operation, response: cachedResponse(answer), cachedFor: answer.isCached ? lifetime : undefined }
    }
    catch (error) {
      // A site that only customers may see.
      if (call.caller?.token !== undefined && error instanceof SapccError && (error.status === 401 || error.status === 403)) return undefined
      throw error
    }
    finally {
      if (startedAt !== undefined) hooks?.measure({ name: 'cache', event: scope.request.event, operation: operationId, template: operation.path, outcome, duration: systemClock.monotonic() - startedAt })
    }
  }

  /** Takes no signal of a caller: others may wait for the same answer. */
  async function fetchPublic({ operationId, method, url, headers: { accept = '' } }: OccRequest, operation: OccOperation, params: unknown, cache: Exclude<CacheOutcome, 'hit'>): Promise<FetchedAnswer> {
    const noToken: Caller = { token: undefined }
    const request: OccRequest = { operationId, method, url, headers: { accept } }
    // Do not pass the request that caused it: a listener of `sapcc:call:before` must not add anything of one visitor's.
    const answer = await callSap({ operationId, operation, cache }, request, noToken)
    if (!isSuccess(answer)) throw await errorOf(request, operation, answer, undefined, [params])
    const response = asPlain(await withExpectedMediaType({ operationId, operation, response: answer.response }))
    const contentType = response.header('content-type') ?? ''
    const body = await withUpstreamErrors(operationId, response.bytes())
    // The media type alone does not prove that the body is JSON.
    const isCacheable = response.status === 200 && /^application\/(?:[\w.+-]+\+)?json\b/i.test(contentType) && parseJson(new TextDecoder().decode(body)) !== undefined
    return { body, contentType, isCacheable }
  }

  /** Stores what a successful answer says of the visitor and the cart. */
  async function noteSuccess(response: UpstreamResponse, { visitor }: PreparedCall, withCart: CallWithCart): Promise<void> {
    try {
      await visitor?.note(name => response.header(name))
      await withCart.succeeded?.()
    }
    catch (error) {
      discardBody(response)
      throw error
    }
  }

  return {
    check(call, params) {
      requestOf(call, params, refusedCodes.withoutRefused(call.baseSiteId, call.defaults))
    },
    async send(call, withCart) {
      const { operationId, operation, baseSiteId, visitor } = call
      // SAP executes a write that it has received, also after its client has left: the write's turn must last until then.
      const signal = operation.read ? call.signal : undefined
      // Each refusal takes one default away, so there are three attempts at most.
      for (let codes = refusedCodes.withoutRefused(baseSiteId, call.defaults); ; codes = refusedCodes.withoutRefused(baseSiteId, codes)) {
        try {
          const lifetime = publicAnswers?.calls.lifetimeOf(call)
          const cached = lifetime && await publicAnswer(call, withCart, codes, lifetime)
          if (cached) return cached
          const request = requestOf(call, withCart.params, codes)
          const caller = call.caller ?? await anonymousCaller(application, operationId, operation, withCart.params)
          call.onSend?.()
          const answer = await callSap(call, request, caller, signal)
          if (!isSuccess(answer)) throw await errorOf(request, operation, answer, signal, [withCart.params, call.headers])
          const checked = withExpectedMediaType({ operationId, operation, response: answer.response })
          const response = checked instanceof Promise ? await checked : checked
          if (visitor || withCart.succeeded) await noteSuccess(response, call, withCart)
          return { operationId, operation, response }
        }
        catch (error) {
          if (refusedCodes.noteRefusal(baseSiteId, codes, error)) continue
          throw error instanceof SapccError ? withCart.failed(error) : error
        }
      }
    },
  }
}

/** A visitor who is not signed in: with the shop's own token where SAP wants one. After a 401 a new one is requested. */
async function anonymousCaller(application: ApplicationAccess, operationId: string, operation: OccOperation, params: unknown): Promise<Caller> {
  const token = await application.tokenFor(operationId, operation, params)
  if (token === undefined) return { token }
  return {
    token,
    async withNewToken() {
      application.discard(token)
      return { token: await application.tokenFor(operationId, operation, params) }
    },
  }
}

/** The operation, and each parameter of its path: `getProduct`, `baseSiteId:electronics`, `productCode:300938`. */
function tagsOf({ operationId, operation, params, baseSiteId }: PreparedCall): string[] {
  const own: Record<string, unknown> = isRecord(params) ? params : {}
  return [operationId, ...operation.pathParams.flatMap(({ name, subject }) => {
    // As in the address: `undefined` and `null` mean that a parameter was not given.
    const value = own[name] ?? (name === 'baseSiteId' ? baseSiteId : undefined)
    return subject === 'user' || !isGiven(value) ? [] : [`${subject === 'site' ? 'baseSiteId' : name}:${String(value)}`]
  })]
}

function isSuccess({ response, unauthorized }: SapAnswer): boolean {
  return !unauthorized && response.status >= 200 && response.status < 300
}

/**
 * The error of an unsuccessful response. Its text is the caller's where SAP refuses the call. In all other cases it is for the
 * log, and must not repeat what the call gave, such as a password.
 *
 * @param given arguments and headers of the call.
 */
async function errorOf(request: OccRequest, operation: OccOperation, { response, token, unauthorized }: SapAnswer, signal: CancelSignal | undefined, given: readonly unknown[]): Promise<SapccError> {
  if (unauthorized) return sapError(request.operationId, response.status, unauthorized.error)
  const body = operation.result === 'head' ? await discardedBody(response) : await withUpstreamErrors(request.operationId, errorText(response, token), signal)
  const retryAfter = parseRetryAfter(response.header('retry-after'), Date.now())
  const isRefusal = response.status >= 400 && response.status < 500
  return sapError(request.operationId, response.status, parseSapError(body, isRefusal ? undefined : createGivenRedaction(given)), retryAfter)
}

async function discardedBody(response: UpstreamResponse): Promise<string> {
  await response.discard()
  return ''
}

/** The body of an error response, with the token redacted: SAP or a proxy may repeat it. */
async function errorText(response: UpstreamResponse, token: string | undefined): Promise<string> {
  const body = await readPlain(response.decoded())
  const text = body === undefined ? '' : new TextDecoder().decode(body)
  return token === undefined ? text : redactToken(text, token)
}
