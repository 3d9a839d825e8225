import { LOCALE_PARAMETER } from '../../shared/call-locale'
import { isRecord } from '../../sdk/errors'
import type { SapccApiConfig } from '../config/types'
import type { SiteContext } from '../hooks'
import type { RequestScope } from '../http/request-scope'
import { ACTING_FOR_HEADER } from '../occ/assisted-operations'
import { isCredentialPath } from '../occ/attempt-addresses'
import { pathMeaningOfCall } from '../occ/call-path'
import { hasUser, namedSite } from '../occ/call-subjects'
import type { OccOperation } from '../occ/operation'
import { isGiven } from '../occ/parameter-values'
import { isAboutUsers } from '../occ/parse-path'
import type { CancelSignal } from '../platform/types'
import type { RequestSession } from '../session/request-session'
import { callerOf } from '../session/session-caller'
import type { CallSensitivity } from '../session/session-caller'
import { sapLanguage } from '../../shared/sap-language'
import { cleanCode } from '../site-context/language'
import type { SiteContextOf } from '../site-context/site-context'
import type { SiteCodes } from '../site-context/refused-codes'
import type { Caller } from '../upstream/call-sap'
import type { Visitor, VisitorOf } from '../visitor/visitor'

/** What is particular about one call. */
export interface CallOptions {
  /** Gives the call up; it is then rejected with something that is no `SapccError`. */
  signal?: CancelSignal | undefined
  /** Headers of the caller's that go to SAP; names in lower case. */
  headers?: Readonly<Record<string, string>> | undefined
  /**
   * The session that the call was made in; see `RequestSession.callSessionTag`. It is refused in another.
   *
   * @default whichever the request is in
   */
  madeIn?: string | undefined
  /** Whether the server itself refreshes the session's token after a 401, and repeats the call: the caller has no SDK that would do so. */
  refreshesOn401?: boolean
  /**
   * A renewal of the token that is under way. A change of a cart (`changesCart`) takes its place in the queue meanwhile, so
   * that those which arrive later do not overtake it, and is sent when both are done. For other calls, await it before.
   */
  renewal?: Promise<unknown> | undefined
}

/** Options of calls that the server makes itself, beside those of a caller. */
export interface CallContext extends CallOptions {
  /** The call belongs to another one, which has its turn. */
  hasTurn?: boolean
  /** Who calls, in place of the customer who is signed in. */
  as?: 'visitor' | Caller
  /** Whether `as` is a support agent. */
  isAgents?: boolean
  /** Whether the server calls for its own purposes: it needs what SAP says now. */
  isInternal?: boolean
  /** Called before a request goes to SAP: what is refused until then is the module's or the shop's own refusal. */
  onSend?: () => void
}

/** A call as it was made. */
export interface GivenCall {
  scope: RequestScope
  operationId: string
  operation: OccOperation
  /** What the caller gave, of whatever kind. */
  given: unknown
  options: CallContext
}

/** A call with everything that it is sent with, but for its cart. */
export interface PreparedCall {
  scope: RequestScope
  operationId: string
  operation: OccOperation
  /** What the caller gave, without the app's locale. */
  params: unknown
  signal: CancelSignal | undefined
  hasTurn: boolean
  /** Whether the server calls for its own purposes. */
  isInternal: boolean
  /** `undefined`: without a session and without a token of a caller's own. */
  caller: Caller | undefined
  /** Who acts unless the call says so. */
  userId: 'current' | 'anonymous'
  site: SiteContext
  /** The call's own base site, or else the request's. */
  baseSiteId: string
  /** Language and currency where the call itself says none. */
  defaults: SiteCodes
  visitor: Visitor | undefined
  /** The caller's and the visitor's; names in lower case. */
  headers: CallOptions['headers']
  /** See {@link CallContext.onSend}. */
  onSend?: (() => void) | undefined
}

/** What {@link prepareCall} needs. */
export interface PrepareCallOptions {
  api: Pick<SapccApiConfig, 'languages'>
  session: (scope: RequestScope) => RequestSession
  siteContext: SiteContextOf
  visitor: VisitorOf
}

/**
 * Finds out who makes a call, for which site, and in which language and currency.
 *
 * @throws SapccError when the session cannot be read, 409 `SessionChangedError` when it is another one, 401 `SpentTokenError` for a
 * write with an outdated cookie, or what the shop's hook refuses the request with.
 */
export async function prepareCall({ scope, operationId, operation, given, options }: GivenCall, parts: PrepareCallOptions): Promise<PreparedCall> {
  const { as, signal, hasTurn = false, isInternal = false } = options
  const { locale, params } = takeLocale(given)
  const { isMetadata } = operation
  const requestSession = as || isMetadata ? undefined : parts.session(scope)
  const own = isRecord(params) ? params : undefined
  const session = await requestSession?.session()
  if (!session && !operation.read) requestSession?.refuseOutdated()
  if (options.madeIn !== undefined) requestSession?.assertMadeInThisSession(options.madeIn)
  // Nothing is waited for since the session was read: another call of the request may begin a session, or choose another customer.
  const signedIn = session && requestSession && callerOf(session, requestSession, { refreshesOn401: options.refreshesOn401, subject: subjectOf(operation, own) })
  const isAgents = options.isAgents === true || requestSession?.assisted !== undefined
  const site = await parts.siteContext(scope)
  const caller = as === 'visitor' ? undefined : as ?? signedIn
  // What SAP is told of the browser's visitor is neither the agent's nor the customer's.
  const visitor = isMetadata || isAgents || caller?.actsFor !== undefined ? undefined : parts.visitor(scope)
  const ownSite = namedSite(operation, own)
  return {
    scope,
    operationId,
    operation,
    params,
    signal,
    hasTurn,
    isInternal,
    caller,
    userId: caller?.token === undefined ? 'anonymous' : 'current',
    site,
    baseSiteId: typeof ownSite === 'string' ? ownSite : site.baseSiteId,
    // A code that the caller gives is kept, even if SAP refuses it.
    defaults: {
      language: isGiven(own?.lang) ? undefined : locale === undefined ? site.language : sapLanguage(locale, parts.api.languages),
      currency: isGiven(own?.curr) ? undefined : site.currency,
    },
    visitor,
    headers: headersFor(caller, visitor ? { ...await visitor.headers(), ...options.headers } : options.headers),
    onSend: options.onSend,
  }
}

/** What a call is about. {@link isCredentialPath} knows the addresses. */
function subjectOf(operation: OccOperation, own: Record<string, unknown> | undefined): CallSensitivity {
  const path = pathMeaningOfCall(operation, own)
  if (!operation.read && isCredentialPath(path)) return 'password'
  const namesUser = isGiven(own?.userId) || hasUser(operation) || isAboutUsers(path)
  return namesUser || !operation.read ? 'personal' : 'shared'
}

function headersFor(caller: Caller | undefined, headers: PreparedCall['headers']): PreparedCall['headers'] {
  return caller?.actsFor === undefined ? headers : { ...headers, [ACTING_FOR_HEADER]: caller.actsFor }
}

/** Separates the app's locale from a call's own parameters. What cannot be a locale is ignored. */
function takeLocale(given: unknown): { locale: string | undefined, params: unknown } {
  if (!isRecord(given) || !Object.hasOwn(given, LOCALE_PARAMETER)) return { locale: undefined, params: given }
  const { [LOCALE_PARAMETER]: locale, ...params } = given
  return { locale: typeof locale === 'string' ? cleanCode(locale) : undefined, params }
}
