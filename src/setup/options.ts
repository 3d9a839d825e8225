/** Options of the module itself, under `sapcc` in `nuxt.config.ts`. What depends on the environment is runtime configuration. */
export interface ModuleOptions {
  /**
   * Where the module's own routes lie, below `app.baseURL`.
   *
   * @default '/api/sapcc'
   */
  apiPath: string
  /**
   * Where the raw proxy to OCC lies, below `app.baseURL`:
   * `{proxyPath}/{baseSiteId}/…` is `{api.uri}/{baseSiteId}/…` with the
   * visitor's token.
   *
   * @default '/api/occ'
   */
  proxyPath: string
  auth: {
    /**
     * Whether every page wants a signed-in visitor. Pages opt out by
     * `definePageMeta({ sapcc: { auth: false } })`.
     *
     * @default false
     */
    global: boolean
    /**
     * The path of the shop's own sign-in page, to which `sapcc-auth` sends
     * visitors with `?returnTo=`. Without it they go to the authorization server's.
     *
     * @default ''
     */
    loginPage: string
  }
}
