import { isRecord } from '../../sdk/errors'
import { takesCart } from '../cart/cart-of-call'
import type { SapccCacheConfig, SapccOAuthConfig } from '../config/types'
import { APPLICATION_OPERATIONS } from '../occ/application-operations'
import { namedSite, namedUser } from '../occ/call-subjects'
import type { OccRequest } from '../occ/build-request'
import type { OccOperation } from '../occ/operation'
import { hasSiteQuery } from '../occ/site-query'
import { isGiven } from '../occ/parameter-values'
import { createLifetimes } from '../public-cache/lifetimes'
import type { Lifetime } from '../public-cache/lifetimes'
import type { PreparedCall } from './prepare-call'

/** Options of {@link createPublicCalls}. */
export interface PublicCallsOptions {
  cache: Pick<SapccCacheConfig, 'maxAge' | 'staleMaxAge' | 'sameForCustomers' | 'exceptBaseSites'>
  oauth: Pick<SapccOAuthConfig, 'applicationOperations'>
}

/** Decides which calls have an answer that is the same for everybody. */
export interface PublicCalls {
  /**
   * @returns how long the answer may be kept; `undefined` where it may depend on who calls: on their session, on what
   * SAP is told of a visitor by headers, on a ticket of SmartEdit's or another parameter of the shop's hook. Also
   * with a parameter that the operation does not declare, because visitors could fill the cache with such calls; and for
   * the server's own purposes, which need what SAP says now.
   */
  lifetimeOf: (call: PreparedCall) => Lifetime | undefined
  /** Whether a request to SAP has nothing but its address. */
  isPlain: (request: OccRequest) => boolean
}

/** The ticket of a preview in SmartEdit; a shop's own parameters may carry it, too. */
const TICKET = /[?&]cmsTicketId=/i

/**
 * For a customer it is `sameForCustomers` that decides. Nothing here makes an answer public by itself: the call is made
 * without any session, see `send-call.ts`.
 */
export function createPublicCalls({ cache, oauth }: PublicCallsOptions): PublicCalls {
  const lifetimes = createLifetimes(cache)
  const sameForCustomers = new Set(cache.sameForCustomers)
  const exceptBaseSites = new Set(cache.exceptBaseSites)
  const withShopsToken = new Set(oauth.applicationOperations ?? APPLICATION_OPERATIONS)

  function dependsOnCaller({ operationId, operation, isInternal, caller, headers, site, baseSiteId, params }: PreparedCall): boolean {
    const own = isRecord(params) ? params : undefined
    const userId = namedUser(operation, own) === undefined ? 'anonymous' : namedUser(operation, own)
    const ownSite = namedSite(operation, own)
    return isInternal
      || (caller?.token !== undefined && !sameForCustomers.has(operationId))
      || hasValues(headers)
      || hasSiteQuery(site.query)
      || userId !== 'anonymous'
      // A base site that is no string, such as a number: it would be sent, but not be compared with the excluded ones, which are strings.
      || (isGiven(ownSite) && typeof ownSite !== 'string')
      || exceptBaseSites.has(baseSiteId)
  }

  return {
    lifetimeOf(call) {
      const lifetime = lifetimes.get(call.operationId)
      return lifetime && isCacheable(call.operation) && !withShopsToken.has(call.operationId) && !dependsOnCaller(call) && isDeclared(call) ? lifetime : undefined
    },
    isPlain: ({ url, headers, body }) => body === undefined && Object.keys(headers).length === 1 && headers.accept !== undefined && !TICKET.test(url),
  }
}

/** Whether the answers to an operation can be kept at all. */
export function isCacheable(operation: OccOperation): boolean {
  return operation.method === 'GET' && operation.result === 'json' && !takesCart(operation)
}

/** Parameters that every call may have, because the server adds them to calls without them. */
const OF_EVERY_CALL: ReadonlySet<string> = new Set(['baseSiteId', 'lang', 'curr'])

/** Whether the operation declares all that the call gives. */
function isDeclared({ operation: { pathParams, queryParams }, params }: PreparedCall): boolean {
  return !isRecord(params) || Object.entries(params).every(([name, value]) => !isGiven(value)
    || OF_EVERY_CALL.has(name)
    || [...pathParams, ...queryParams].some(parameter => parameter.name === name))
}

function hasValues(values: Readonly<Record<string, unknown>> | undefined): boolean {
  return values !== undefined && Object.values(values).some(value => value !== undefined)
}
