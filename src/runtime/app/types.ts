import type { SapccLoginPage } from './session/login-page'

/** `runtimeConfig.public.sapcc`: what the browser may know. */
export interface SapccPublicConfig {
  /** Whether a page that is being rendered on the server may refresh. @default false */
  ssrRefreshEnabled: boolean
  /** Where the module's own routes lie, below `app.baseURL`. @default '/api/sapcc' */
  apiPath: string
  /** An existing Alokai middleware to call instead of the module's own routes. */
  apiUrl: string
  /** The same, as the server reaches it while rendering. */
  ssrApiUrl: string
  /** The shop's own sign-in page, for `sapcc-auth`: its path, or its route's name; without it visitors go to the authorization server's. */
  loginPage: string
}

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
