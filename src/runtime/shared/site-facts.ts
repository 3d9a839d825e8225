import type { LanguageMap } from './sap-language'

/** Where the route lies below the module's path. */
export const SITE_FACTS_PATH = 'site/context'

/** What the server tells the app of the site context of a request. */
export interface SiteFacts {
  /** Id of the base site. */
  baseSite: string
  /** SAP's code; absent where the base site's default is used. */
  language?: string | undefined
  /** SAP's code; absent where the base site's default is used. */
  currency?: string | undefined
  /** The setting `api.languages`; absent where it is empty. */
  languages?: LanguageMap | undefined
}
