import type { SapccRuntimeConfig } from '../runtime/server/config/settings'
import type { OperationSelection } from './operations/select'

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
   * visitor's token. `false`: there is none.
   *
   * @default '/api/occ'
   */
  proxyPath: string | false
  /**
   * The OpenAPI 3 or Swagger 2 document of your own SAP Commerce, or several of
   * them, whose operations become methods like any other, in place of the
   * module's of the same name: a file, JSON or YAML, relative to the layer whose
   * configuration names it, or an address. Read at build time; a file is watched
   * in development. An API beside OCC on the same host, such as
   * `/assistedservicewebservices`, is called there.
   *
   * @example './occ-api.json'
   * @example ['https://host/occ/v2/api-docs', './assisted-service.yaml']
   */
  openapi?: string | string[]
  /**
   * Which operations of OCC the server opens, by their names (exact) or tags
   * (in whatever case). All of them, unless this says otherwise; `deny` wins
   * over `allow`. The others answer 404, as if there were none.
   * The raw proxy (`proxyPath`) answers the same for the addresses of closed
   * operations; addresses that belong to no known operation still pass.
   *
   * @example { deny: ['B2B Users', 'B2B Cost Centers', 'removeUser'] }
   */
  operations?: OperationSelection
  /**
   * Whether the module keeps to names of its own: `useSapccSdk`,
   * `defineSapccSdkConfig` and the file `sapcc.config.ts`, in place of `useSdk`,
   * `defineSdkConfig` and `sdk.config.ts`, which are left to `@vue-storefront/nuxt`.
   * The own names of the functions are there in any case.
   *
   * @default whether `@vue-storefront/nuxt` is among the app's modules
   */
  ownNames?: boolean
  /** What the server does about carts, in the place of `runtimeConfig.sapcc.cart`, which wins. */
  cart?: Partial<SapccRuntimeConfig['cart']>
  auth?: {
    /**
     * Whether every page wants a signed-in visitor. Pages opt out by
     * `definePageMeta({ sapcc: { auth: false } })`.
     *
     * @default false
     */
    global?: boolean
    /**
     * The shop's own sign-in page, to which `sapcc-auth` sends visitors with
     * `?returnTo=`: its path, or its route's name. With `@nuxtjs/i18n` it is the
     * one in the page's language. A function of the page that wants a customer
     * is given as `sapcc.loginPage` in `app.config.ts`, and wins. Without any of
     * them visitors go to the authorization server's page.
     *
     * @example '/login'
     * @default ''
     */
    loginPage?: string
  }
}
