import type { SapccApiConfig } from '../config/types'
import type { HookCaller, SiteContext } from '../hooks'
import { memoizeByObject } from '../http/memoize-by-object'
import type { RequestScope } from '../http/request-scope'
import { sapLanguage } from '../../shared/sap-language'
import { CURRENCY_COOKIE, LANGUAGE_COOKIES } from '../../shared/site-cookies'
import type { SiteFacts } from '../../shared/site-facts'
import { cleanCode } from './language'

/** Gives the site context of a request; the same one at each call. */
export type SiteContextOf = (scope: RequestScope) => Promise<SiteContext>

/**
 * Decides the site context of requests: the hook `sapcc:site-context`, else the
 * visitor's cookies, else the configuration. The hook is called once per request,
 * before the first call to OCC; and once more when the response turns out to be
 * a public one, in which the visitor's cookies have no say. A hook that throws
 * refuses the call: guessing another site would be worse.
 */
export function createSiteContexts(api: SapccApiConfig, hooks: Pick<HookCaller, 'decide'>): SiteContextOf {
  async function decide(scope: RequestScope): Promise<SiteContext> {
    const context = fromRequest(scope, api)
    await hooks.decide('sapcc:site-context', { event: scope.request.event, context })
    return completed(context, api)
  }

  const forVisitor = memoizeByObject(decide)
  const forEveryone = memoizeByObject(decide)
  return scope => scope.isPublicResponse ? forEveryone(scope) : forVisitor(scope)
}

/** What the app may know of a site context: without the parameters that a listener has added. */
export function siteFacts({ baseSiteId, language, currency }: SiteContext, { languages }: Pick<SapccApiConfig, 'languages'>): SiteFacts {
  return { baseSite: baseSiteId, language, currency, ...(Object.keys(languages).length > 0 ? { languages } : {}) }
}

/** Cookies and listeners may have left something empty. */
function completed({ baseSiteId, language, currency, query }: SiteContext, api: SapccApiConfig): SiteContext {
  return { baseSiteId: baseSiteId || api.baseSiteId, language: language || undefined, currency: currency || undefined, query }
}

function fromRequest(scope: RequestScope, api: SapccApiConfig): SiteContext {
  const context: SiteContext = { baseSiteId: api.baseSiteId, language: api.defaultLanguage, currency: api.defaultCurrency }
  // A response that is kept for everyone must not be in the language of its first visitor.
  if (scope.access === 'none') return context
  for (const name of LANGUAGE_COOKIES) {
    const locale = cleanCode(scope.cookies.get(name))
    if (locale === undefined) continue
    context.language = sapLanguage(locale, api.languages)
    break
  }
  context.currency = cleanCode(scope.cookies.get(CURRENCY_COOKIE)) ?? context.currency
  return context
}
