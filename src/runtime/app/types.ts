import type { SapccLoginPage } from './session/login-page'

export type { SapccPublicConfig } from '../server/config/public-settings'

/** What a page may say in `definePageMeta({ sapcc: { … } })`. */
export interface SapccPageMeta {
  /** Whether rendering this page may refresh the token; wins over `ssrRefreshEnabled`. */
  ssrRefresh?: boolean
  /** `false`: open to everyone, also where `sapcc-auth` is on all pages. */
  auth?: boolean
}

/** `sapcc` in `app.config.ts`. */
export interface SapccAppConfig {
  /** The shop's own sign-in page; wins over the module's option `auth.loginPage`. May be a function of the page that wants a customer. */
  loginPage?: SapccLoginPage
}
