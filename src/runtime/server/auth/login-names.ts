import { SapccError, isRecord } from '../../sdk/errors'
import type { CallInternally } from '../cart/merge-cart'
import type { SapccApiConfig } from '../config/types'
import type { RequestScope } from '../http/request-scope'
import { SITE_SEPARATOR } from '../occ/user-names'
import type { SiteContextOf } from '../site-context/site-context'
import { systemClock } from '../time/clock'

/** How long what SAP said of its base sites is good. Milliseconds. */
const TTL = 10 * 60 * 1000

/** A user name in its two forms. */
export interface LoginName {
  /** As the customer knows it: an e-mail address. */
  plain: string
  /** As the authorization server takes it: at an isolated base site with the site's id. */
  full: string
}

/** @throws SapccError when SAP has to be asked whether a site is isolated, and does not answer. */
export type LoginNameOf = (scope: RequestScope, username: string) => Promise<LoginName>

/** Options of {@link createLoginNames}. */
export interface LoginNamesOptions {
  api: Pick<SapccApiConfig, 'isolatedBaseSites'>
  siteContext: SiteContextOf
  /** Calls OCC without a token. */
  callAnonymously: (scope: RequestScope) => CallInternally
  /** Milliseconds of a clock that does not jump. */
  now?: () => number
}

/**
 * The user name that the authorization server takes. Isolated base sites keep
 * customers of their own: the same e-mail address is another customer at each,
 * `email|site`.
 */
export function createLoginNames({ api: { isolatedBaseSites }, siteContext, callAnonymously, now = systemClock.monotonic }: LoginNamesOptions): LoginNameOf {
  let known: { sites: Promise<ReadonlySet<string>>, until: number } | undefined

  function discovered(scope: RequestScope): Promise<ReadonlySet<string>> {
    if (known && known.until > now()) return known.sites
    const sites = askForIsolatedSites(callAnonymously(scope))
    const asked = { sites, until: now() + TTL }
    known = asked
    // A failure is returned to the callers that wait for it; later callers ask SAP again.
    sites.catch(() => {
      if (known === asked) known = undefined
    })
    return sites
  }

  return async (scope, username) => {
    if (Array.isArray(isolatedBaseSites) && isolatedBaseSites.length === 0) return { plain: username, full: username }
    const { baseSiteId } = await siteContext(scope)
    const sites = isolatedBaseSites === 'auto' ? await discovered(scope) : new Set(isolatedBaseSites)
    if (!sites.has(baseSiteId)) return { plain: username, full: username }
    const suffix = SITE_SEPARATOR + baseSiteId
    const plain = username.endsWith(suffix) ? username.slice(0, -suffix.length) : username
    return { plain, full: plain + suffix }
  }
}

async function askForIsolatedSites(call: CallInternally): Promise<ReadonlySet<string>> {
  try {
    const answer = await call('getBaseSites', { fields: 'baseSites(uid,isolated)' })
    const sites = isRecord(answer) && Array.isArray(answer.baseSites) ? answer.baseSites as unknown[] : []
    return new Set(sites.flatMap(site => isRecord(site) && site.isolated === true && typeof site.uid === 'string' ? [site.uid] : []))
  }
  catch (error) {
    // Older versions do not know the field, and have no isolated sites.
    if (error instanceof SapccError && error.status === 400) return new Set()
    throw error
  }
}
