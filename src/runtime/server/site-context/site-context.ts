import type { H3Event } from 'h3'
import type { SapccApiConfig } from '../config/types'
import type { HookCaller } from '../hooks'
import { perEvent } from '../platform/nitro2/per-event'
import { requestCookie } from '../platform/nitro2/request-header'
import { isForEveryone, sessionAccess } from '../session/access'
import { cleanCode, sapLanguage } from './language'

/** Which shop a request is for, and in which language and currency. A call's own parameters win over it. */
export interface SiteContext {
  baseSiteId: string
  /** SAP's ISO code, e.g. `de`; without it the base site's default. */
  language?: string | undefined
  /** SAP's ISO code, e.g. `EUR`; without it the base site's default. */
  currency?: string | undefined
}

/** Gives the site context of an event; the same one at each call. */
export type SiteContextOf = (event: H3Event) => SiteContext | Promise<SiteContext>

/** What visitors choose their language by: Alokai's cookie, then the one of `@nuxtjs/i18n`. */
const LANGUAGE_COOKIES = ['vsf-locale', 'i18n_redirected']
const CURRENCY_COOKIE = 'vsf-currency'

/**
 * Decides the site context of requests: the hook `sapcc:site-context`, else the
 * visitor's cookies, else the configuration. The hook is called once per event,
 * before the first call to OCC; and once more when the event's answer turns out
 * to be one for everyone, in which the visitor's cookies have no say.
 */
export function createSiteContexts(api: SapccApiConfig, hooks: HookCaller): SiteContextOf {
  const complete = (context: SiteContext): SiteContext => ({
    baseSiteId: context.baseSiteId || api.baseSiteId,
    language: context.language || undefined,
    currency: context.currency || undefined,
  })

  function decide(event: H3Event): SiteContext | Promise<SiteContext> {
    const context = fromRequest(event, api)
    const decided = hooks.callHook('sapcc:site-context', { event, context })
    return decided ? decided.then(() => complete(context)) : complete(context)
  }

  const ofVisitor = perEvent(decide)
  const ofEveryone = perEvent(decide)
  return event => isForEveryone(event) ? ofEveryone(event) : ofVisitor(event)
}

function fromRequest(event: H3Event, api: SapccApiConfig): SiteContext {
  const context: SiteContext = { baseSiteId: api.baseSiteId, language: api.defaultLanguage, currency: api.defaultCurrency }
  // What is kept for everyone must not be in the language of whoever came first.
  if (sessionAccess(event) === 'none') return context
  for (const name of LANGUAGE_COOKIES) {
    const locale = cleanCode(requestCookie(event, name))
    if (locale === undefined) continue
    context.language = sapLanguage(locale, api.languages)
    break
  }
  context.currency = cleanCode(requestCookie(event, CURRENCY_COOKIE)) ?? context.currency
  return context
}
