import { useNuxtApp, useRequestEvent, useRuntimeConfig } from '#imports'
import { currentFetch } from '#build/sapcc/app-fetch.mjs'
import { joinURL } from 'ufo'
import type { Ref } from 'vue'
import { isRecord } from '../../sdk/errors'
import { SITE_FACTS_PATH } from '../../shared/site-facts'
import type { SiteFacts } from '../../shared/site-facts'
import { usePayloadState } from '../payload-state'
import { oncePerApp } from './once-per-app'
import type { SiteChoice } from './site-choice'

/** What the server says of the site, and for which choice of the visitor's. */
export interface KnownSite {
  facts: SiteFacts
  /** What the visitor had chosen by cookie then. */
  at: SiteChoice
}

/** What the server says of the site, for all components of an app. */
export interface SiteKnowledge {
  /** In the payload; `undefined` until the server has told, or where it cannot. */
  known: Ref<KnownSite | undefined>
  /**
   * Asks the server, unless it has answered for this choice: its answer depends on the visitor's cookies and on the hook
   * `sapcc:site-context`. Never rejects: what is wrong with the site's setting fails the page's calls, which tell of it.
   */
  learn: (chosen: SiteChoice) => Promise<void>
}

/** One per app. */
export const useSiteKnowledge = oncePerApp(createSiteKnowledge)

function createSiteKnowledge(): SiteKnowledge {
  const known = usePayloadState<KnownSite | undefined>('sapcc:site-facts')
  const ask = askServer()
  /** The last question. */
  let asked: { at: SiteChoice, answered: Promise<void> } | undefined

  async function read(at: SiteChoice): Promise<void> {
    try {
      const facts = await ask()
      if (isFacts(facts) && asked?.at === at) known.value = { facts, at }
    }
    catch {
      if (asked?.at === at) asked = undefined
    }
  }

  return {
    known,
    async learn(chosen) {
      if (isSame(known.value?.at, chosen)) return
      if (!isSame(asked?.at, chosen)) {
        const at = { ...chosen }
        asked = { at, answered: Promise.resolve() }
        asked.answered = read(at)
      }
      await asked!.answered
    },
  }
}

function isSame(one: SiteChoice | undefined, other: SiteChoice): boolean {
  return one?.language === other.language && one?.currency === other.currency && one !== undefined
}

function askServer(): () => Promise<unknown> {
  const { app, public: { sapcc } } = useRuntimeConfig()
  // A server elsewhere has sites of its own.
  if (sapcc.apiUrl) return () => Promise.resolve()
  if (import.meta.client) return () => currentFetch()<unknown>(joinURL(app.baseURL, sapcc.apiPath, SITE_FACTS_PATH))
  const event = useRequestEvent(useNuxtApp())!
  return () => event.context.sapcc.siteContext(event)
}

function isFacts(value: unknown): value is SiteFacts {
  return isRecord(value) && typeof value.baseSite === 'string'
}
