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
  /** The shop's own sign-in page, for `sapcc-auth`; without it visitors go to the authorization server's. */
  loginPage: string
}

/** What a page may say in `definePageMeta({ sapcc: { … } })`. */
export interface SapccPageMeta {
  /** Whether rendering this page may refresh the token; wins over `ssrRefreshEnabled`. */
  ssrRefresh?: boolean
  /** `false`: open to everyone, also where `sapcc-auth` is on all pages. */
  auth?: boolean
}
