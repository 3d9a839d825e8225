import { LOCALE_PARAMETER } from '../../sdk/call-locale'
import { SapccError, isRecord } from '../../sdk/errors'
import { anonymousCartKey } from '../cart/anonymous-cart'
import type { AnonymousCartOf } from '../cart/anonymous-cart'
import { cartOfCall, changesCart, mayBeginCart, readsMissingCart } from '../cart/cart-of-call'
import type { CallWithCart } from '../cart/cart-of-call'
import type { CallInternally } from '../cart/merge-cart'
import type { SapccApiConfig, SapccCartConfig } from '../config/types'
import type { SiteContext } from '../hooks'
import type { RequestScope } from '../http/request-scope'
import type { ApplicationAccess } from '../occ/application-access'
import { buildOccRequest } from '../occ/build-request'
import type { OccRequest, OccRequestContext } from '../occ/build-request'
import { findOperation, unknownOperationError } from '../occ/find-operation'
import type { OccOperation } from '../occ/operation'
import { isGiven } from '../occ/parameter-values'
import { isPublicMetadataPath } from '../occ/public-metadata'
import { discardBody } from '../platform/answer-body'
import type { CancelSignal, ServerRequest } from '../platform/types'
import type { RequestSession } from '../session/request-session'
import { sessionCaller } from '../session/session-caller'
import { sessionKey } from '../session/session-key'
import type { SiteContextOf } from '../site-context/site-context'
import { cleanCode, sapLanguage, withSapLanguage } from '../site-context/language'
import type { SiteCodes, SupportedCodes } from '../site-context/supported-codes'
import type { Turns } from '../storage/turns'
import { noAnswer } from '../upstream/call-sap'
import type { Caller, CallSap, SapAnswer } from '../upstream/call-sap'
import { jsonResponse } from '../upstream/json-response'
import { parseSapError, sapError } from '../upstream/sap-error'
import { readPlain } from '../upstream/error-response'
import type { UpstreamResponse } from '../upstream/upstream'
import { userOfCodeRequest } from './code-request'
import type { VisitorOf } from '../visitor/visitor'
import { operations } from '#sapcc/operations'

/** A successful response from SAP to an operation, not yet read. */
export interface OccAnswer {
  operationId: string
  operation: OccOperation
  response: UpstreamResponse
}

/** Options of the {@link OperationCaller}. */
export interface CallOperationOptions {
  api: SapccApiConfig
  cart: Pick<SapccCartConfig, 'anonymous'>
  callSap: CallSap
  application: ApplicationAccess
  anonymousCart: AnonymousCartOf
  siteContext: SiteContextOf
  supportedCodes: SupportedCodes
  visitor: VisitorOf
  session: (scope: RequestScope) => RequestSession
  /** Sends a call that requests a one-time code, subject to the sign-in limits. */
  limitCodeRequests: <Result>(request: ServerRequest, username: string, send: () => Promise<Result>) => Promise<Result>
  /** Lets changes to one cart go one after another. */
  turns: () => Turns
  log: { warn: (message: string) => void }
}

/** What is particular about one call. */
export interface CallOptions {
  /** Gives the call up; it is then rejected with something that is no `SapccError`. */
  signal?: CancelSignal | undefined
  /** Headers of the caller's that go to SAP; names in lower case. */
  headers?: Readonly<Record<string, string>> | undefined
  /** Whether a 401 renews the session's token and repeats the call here: the caller has no SDK that would do so. */
  renews?: boolean
}

/** What of a call of the server's own depends on where it comes from. */
interface CallContext extends CallOptions {
  /** The call belongs to another one, which has its turn. */
  hasTurn?: boolean
  /** Who calls, in place of the customer who is signed in. */
  as?: 'visitor' | Caller
}

/** Calls operations of OCC on behalf of requests. */
export interface OperationCaller {
  /**
   * Calls an operation once, with the visitor's token. A 401 causes no refresh here: the SDK decides that,
   * because it knows the app's `isUnauthorized`.
   *
   * @param args of the method; OCC operations take one object.
   * @throws SapccError
   */
  call: (scope: RequestScope, operationId: string, args: readonly unknown[], options?: CallOptions) => Promise<OccAnswer>
  /**
   * The same for the server's own purposes, read; also for an operation that is not open to the app.
   *
   * @param as `visitor`: without the customer's token, for a cart from before the sign-in.
   */
  internally: (scope: RequestScope, as?: 'visitor') => CallInternally
  /** The same with an access token that is no session's yet; `undefined`: with nobody's. */
  withToken: (scope: RequestScope, accessToken: string | undefined) => CallInternally
}

export function createOperationCaller(parts: CallOperationOptions): OperationCaller {
  const { api, callSap, application, log } = parts

  async function call(scope: RequestScope, operationId: string, operation: OccOperation, given: unknown, options: CallContext = {}): Promise<OccAnswer> {
    const { hasTurn = false, as } = options
    const { locale, params } = takeLocale(given)
    const requestSession = as || isPublicMetadataPath(operation.method, operation.path) ? undefined : parts.session(scope)
    const session = await requestSession?.session()
    const site = await parts.siteContext(scope)
    const known = as === 'visitor' ? undefined : as ?? (session && sessionCaller(session, options.renews ? requestSession : undefined))
    const userId = known?.token === undefined ? 'anonymous' : 'current'
    const visitor = parts.visitor(scope)
    const headers = visitor ? { ...await visitor.headers(), ...options.headers } : options.headers
    const baseSiteId = isRecord(params) && typeof params.baseSiteId === 'string' ? params.baseSiteId : site.baseSiteId
    // What the caller says itself stays, also when SAP refuses it.
    const language = isRecord(params) && isGiven(params.lang) ? undefined : locale === undefined ? site.language : sapLanguage(locale, api.languages)
    const currency = isRecord(params) && isGiven(params.curr) ? undefined : site.currency
    const targetWith = (codes: SiteCodes) => requestContext({ ...site, ...codes }, userId, headers)
    let codes = parts.supportedCodes.usable(baseSiteId, { language, currency })

    async function send(withCart: CallWithCart): Promise<OccAnswer> {
      const request = buildOccRequest(operationId, operation, withSapLanguage(withCart.params, api.languages), targetWith(codes))
      const caller = known ?? await anonymousCaller(application, operationId, operation, withCart.params)
      const response = await successfulResponse(request, operation, await callSap(operationId, request, caller, options.signal), caller, options.signal)
      try {
        if (visitor) await visitor.note(name => response.header(name))
        await withCart.succeeded()
      }
      catch (error) {
        discardBody(response)
        throw error
      }
      return { operationId, operation, response }
    }

    /** Without the language, then without the currency, where SAP refused them: it refused the call before it did anything. */
    async function sendWithUsableCodes(withCart: CallWithCart): Promise<OccAnswer> {
      for (;;) {
        try {
          return await send(withCart)
        }
        catch (error) {
          if (!parts.supportedCodes.isRefused(baseSiteId, codes, error)) throw error instanceof SapccError ? await withCart.failed(error) : error
          codes = parts.supportedCodes.usable(baseSiteId, codes)
        }
      }
    }

    const findCart = () => cartOfCall({
      operationId,
      operation,
      params,
      userId,
      baseSiteId: site.baseSiteId,
      cart: () => parts.anonymousCart(scope),
      enabled: parts.cart.anonymous,
      async createCart(cartSiteId, others) {
        // Validate the rest of the call first: an invalid call must not create a cart.
        buildOccRequest(operationId, operation, withSapLanguage({ ...others, cartId: 'current' }, api.languages), targetWith(codes))
        return await createAnonymousCart(scope, cartSiteId)
      },
      createCustomersCart: baseSiteId => createCustomersCart(scope, baseSiteId),
    })

    try {
      const withCart = await findCart()
      const endTurn = hasTurn || !changesCart(operation) ? undefined : await takeTurn(known, withCart, options.signal)
      try {
        return await sendWithUsableCodes(withCart)
      }
      catch (error) {
        const again = error instanceof SapccError ? await withCart.beginAgain(error) : undefined
        if (!again) throw error
        return await sendWithUsableCodes(again)
      }
      finally {
        endTurn?.()
      }
    }
    catch (error) {
      if (error instanceof SapccError && readsMissingCart(operationId, params, error)) return { operationId, operation, response: jsonResponse({}) }
      throw error
    }
  }

  /** All carts of a session are one queue: `current` and a cart's code may be the same one. */
  async function takeTurn(customer: Caller | undefined, { guid }: CallWithCart, signal: CancelSignal | undefined): Promise<(() => void) | undefined> {
    const key = customer?.sessionId !== undefined ? await sessionKey(customer.sessionId) : guid === undefined ? undefined : await anonymousCartKey(guid)
    return key === undefined ? undefined : await parts.turns().take(key, signal)
  }

  function requestContext(site: SiteContext, userId: 'current' | 'anonymous', headers: CallOptions['headers']): OccRequestContext {
    return {
      apiUri: api.uri,
      baseSiteId: site.baseSiteId,
      allowedBaseSites: api.allowedBaseSites,
      allowUserIds: api.allowUserIds,
      userId,
      hostHeader: api.host,
      language: site.language,
      currency: site.currency,
      query: site.query,
      headers,
      onUnknownParameter: import.meta.dev
        ? name => log.warn(`The parameter \`${name}\` is not in OCC's description; it is passed on as a query parameter.`)
        : undefined,
    }
  }

  /** Creates a cart for an anonymous visitor. @returns its guid. */
  async function createAnonymousCart(scope: RequestScope, baseSiteId: string): Promise<string> {
    const cart = await internally(scope)('createCart', { baseSiteId, userId: 'anonymous', fields: 'guid' })
    if (isRecord(cart) && typeof cart.guid === 'string' && cart.guid !== '') return cart.guid
    throw new SapccError('SAP Commerce made a cart without a guid.', { status: 502, data: { type: 'UpstreamFormatError' } })
  }

  /** Makes a cart for the customer, during the turn of the call that needs it, and gives its code. */
  async function createCustomersCart(scope: RequestScope, baseSiteId: string): Promise<string> {
    const cart = await internally(scope, { hasTurn: true })('createCart', { baseSiteId, userId: 'current', fields: 'code' })
    return isRecord(cart) && typeof cart.code === 'string' && cart.code !== '' ? cart.code : 'current'
  }

  function internally(scope: RequestScope, context?: CallContext): CallInternally {
    return async (operationId, params) => {
      const operation = findOperation(operationId, operations) ?? findOperation(operationId)
      if (!operation) throw unknownOperationError(operationId)
      return await readAnswer(await call(scope, operationId, operation, params, context))
    }
  }

  return {
    async call(scope, operationId, args, options) {
      const operation = findOperation(operationId, operations)
      if (!operation) throw unknownOperationError(operationId, operations)
      const send = () => call(scope, operationId, operation, args[0], options)
      const username = userOfCodeRequest(operation, args[0])
      if (username !== undefined) return await parts.limitCodeRequests(scope.request, username, send)
      const calling = send()
      // Also of a call that is not awaited: without its cookie the cart would be lost.
      if (mayBeginCart(operationId)) scope.holdHead(calling)
      return await calling
    },
    internally: (scope, as) => internally(scope, as ? { as } : {}),
    withToken: (scope, token) => internally(scope, { as: { token } }),
  }
}

/** Parts the app's locale from a call's own parameters. What cannot be a locale is ignored. */
function takeLocale(given: unknown): { locale: string | undefined, params: unknown } {
  if (!isRecord(given) || !Object.hasOwn(given, LOCALE_PARAMETER)) return { locale: undefined, params: given }
  const { [LOCALE_PARAMETER]: locale, ...params } = given
  return { locale: typeof locale === 'string' ? cleanCode(locale) : undefined, params }
}

/** Reads an answer into the value the method returns. */
export async function readAnswer({ operationId, operation, response }: OccAnswer): Promise<unknown> {
  switch (operation.result) {
    case 'head':
      await response.discard()
      return { totalCount: Number(response.header('x-total-count') ?? 0) }
    case 'none':
      await response.discard()
      return undefined
    case 'binary':
      return new Blob([Uint8Array.from(await readingOf(operationId, response.decoded().bytes()))], { type: response.header('content-type') ?? 'application/octet-stream' })
    case 'json': {
      const text = new TextDecoder().decode(await readingOf(operationId, response.decoded().bytes()))
      return text === '' ? undefined : parseResult(text)
    }
  }
}

function parseResult(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch (cause) {
    throw new SapccError('SAP Commerce answered with something that is not JSON.', { status: 502, data: { type: 'UpstreamFormatError' }, cause })
  }
}

/** A visitor who is not signed in: with the shop's own token where SAP wants one, which is renewed after a 401. */
async function anonymousCaller(application: ApplicationAccess, operationId: string, operation: OccOperation, params: unknown): Promise<Caller> {
  const token = await application.tokenFor(operationId, operation, params)
  if (token === undefined) return { token }
  return {
    token,
    async renew() {
      application.discard(token)
      return { token: await application.tokenFor(operationId, operation, params) }
    },
  }
}

/** @throws SapccError for every unsuccessful response. */
async function successfulResponse(request: OccRequest, operation: OccOperation, { response, unauthorized }: SapAnswer, { token }: Caller, signal: CancelSignal | undefined): Promise<UpstreamResponse> {
  if (unauthorized) throw sapError(request.operationId, response.status, unauthorized.error)
  if (response.status >= 200 && response.status < 300) return response
  const body = operation.result === 'head' ? await letGo(response) : await readingOf(request.operationId, errorText(response, token), signal)
  throw sapError(request.operationId, response.status, parseSapError(body))
}

/** Maps errors while a body is read: the connection may break in the middle of it. */
async function readingOf<Body>(operationId: string, reading: Promise<Body>, signal?: CancelSignal): Promise<Body> {
  try {
    return await reading
  }
  catch (cause) {
    throw signal?.aborted ? cause : noAnswer(operationId, cause)
  }
}

async function letGo(response: UpstreamResponse): Promise<string> {
  await response.discard()
  return ''
}

/** The body of an error response, with the token redacted: SAP or a proxy may repeat it. */
async function errorText(response: UpstreamResponse, token: string | undefined): Promise<string> {
  const body = await readPlain(response.decoded())
  const text = body === undefined ? '' : new TextDecoder().decode(body)
  return token === undefined ? text : text.replaceAll(token, '[…]')
}
