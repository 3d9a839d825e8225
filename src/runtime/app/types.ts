import type { RouteLocationNormalized, RouteLocationRaw } from 'vue-router'

export type { SapccPublicConfig } from '../server/config/public-settings'

/** What a page may say in `definePageMeta({ sapcc: { … } })`. */
export interface SapccPageMeta {
  /** Whether rendering this page may refresh the token; wins over `ssrRefreshEnabled`. */
  ssrRefresh?: boolean
  /** `false`: open to everyone, also where `sapcc-auth` is on all pages. */
  auth?: boolean
}

/** The shop's own sign-in page: a path, the name of a route, or what a function says for the page that wants a customer. */
export type SapccLoginPage = string | ((to: RouteLocationNormalized) => RouteLocationRaw)

/** `sapcc` in `app.config.ts`. */
export interface SapccAppConfig {
  /** The shop's own sign-in page; wins over the module's option `auth.loginPage`. May be a function of the page that wants a customer. */
  loginPage?: SapccLoginPage
}
