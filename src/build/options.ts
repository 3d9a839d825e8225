import type { SapccRuntimeConfig } from '../runtime/server/config/settings'
import type { OperationSelection } from './operations/select'

/** How traces are made. */
export interface TelemetryOptions {
  /**
   * Whether the calls of a request belong to the trace that its header `traceparent` names, unless the shop's server is
   * instrumented and has decided that. `false` where no proxy in front sets or removes that header, and visitors should
   * not choose which requests are recorded.
   *
   * @default true
   */
  continueTraces?: boolean
}

/** Options of the module, under `sapcc` in `nuxt.config.ts`. Settings that depend on the environment are in `runtimeConfig.sapcc`. */
export interface ModuleOptions {
  /**
   * Path of the module's own routes, below `app.baseURL`.
   *
   * @default '/api/sapcc'
   */
  apiPath: string
  /**
   * Path of the raw proxy to OCC, below `app.baseURL`. A request to
   * `{proxyPath}/{baseSiteId}/…` is sent to `{api.uri}/{baseSiteId}/…` with the
   * visitor's token. `false` switches the proxy off.
   *
   * @default '/api/occ'
   */
  proxyPath: string | false
  /**
   * One or more OpenAPI 3 or Swagger 2 documents of your own SAP Commerce. Each of
   * their operations becomes a method, and replaces the module's method of the same
   * name. A document is a JSON or YAML file, relative to the layer whose
   * configuration names it, or an `http(s)` URL. Documents are read at build time;
   * files are watched in development. Operations of an API beside OCC on the same
   * host, such as `/assistedservicewebservices`, are sent to that API.
   *
   * @example './occ-api.json'
   * @example ['https://host/occ/v2/api-docs', './assisted-service.yaml']
   */
  openapi?: string | string[]
  /**
   * Which operations of OCC the server opens, by their names (exact) or tags (in
   * any case). By default all are open; `deny` wins over `allow`. A closed operation
   * answers 404, like one that does not exist. The raw proxy (`proxyPath`) answers
   * 404 for the paths of closed operations, too; paths that belong to no known
   * operation still pass. `perCustomer` lists those whose answers depend on the
   * customer, such as products of a B2B shop.
   *
   * @example { deny: ['B2B Users', 'B2B Cost Centers', 'removeUser'], perCustomer: ['Products'] }
   */
  operations?: OperationSelection
  /**
   * Whether the module uses only names of its own: `useSapccSdk`,
   * `defineSapccSdkConfig` and the file `sapcc.config.ts`. `useSdk`,
   * `defineSdkConfig` and `sdk.config.ts` are then left to `@vue-storefront/nuxt`.
   * `useSapccSdk` and `defineSapccSdkConfig` exist in any case.
   *
   * @default whether `@vue-storefront/nuxt` is among the app's modules
   */
  ownNames?: boolean
  /**
   * Whether the server makes traces and metrics of its calls to SAP, of refreshes and sessions, by OpenTelemetry. The
   * shop sets up OpenTelemetry's SDK and has `@opentelemetry/api` installed; see docs/production.md. Without it nothing
   * of OpenTelemetry is in the build. `{ continueTraces: false }`: visitors cannot say which trace their request belongs to.
   *
   * @default false
   */
  telemetry?: boolean | TelemetryOptions
  /**
   * Whether Nuxt DevTools have a tab of the module's in development: session, timeline of calls, configuration. It is
   * also at `/__sapcc_devtools`. Nothing of it is in a build. See docs/devtools.md.
   *
   * @default true
   */
  devtools?: boolean
  /** How the server handles carts: the settings of `runtimeConfig.sapcc.cart`, which win over these. */
  cart?: Partial<SapccRuntimeConfig['cart']>
  auth?: {
    /**
     * Whether every page requires a signed-in customer. Pages opt out with
     * `definePageMeta({ sapcc: { auth: false } })`.
     *
     * @default false
     */
    global?: boolean
    /**
     * Path or route name of the shop's own sign-in page, to which the middleware
     * `sapcc-auth` redirects visitors with `?returnTo=`. With `@nuxtjs/i18n` it is
     * the page in the visitor's language. `sapcc.loginPage` in `app.config.ts` can be
     * a function of the page that requires the customer, and wins over this option.
     * Without either, visitors are redirected to the authorization server's page.
     *
     * @example '/login'
     * @default ''
     */
    loginPage?: string
    /**
     * Whether name and uid of the customer (`useSapccUser`) are read with the session: while a page is rendered before its
     * components are, in the browser as soon as a customer has signed in. Otherwise they are read when a component wants
     * them for the first time.
     *
     * @default false
     */
    loadUser?: boolean
  }
}
