import { boolean, text } from './kinds'
import type { SettingInputs } from './setting'

/** All settings of `runtimeConfig.public.sapcc`, which the browser knows; declared like those in `settings.ts`. */
export const publicSettings = {
  /** Whether a page that is being rendered on the server may refresh; `definePageMeta({ sapcc: { ssrRefresh } })` wins. */
  ssrRefreshEnabled: boolean(false),
  /** An existing Alokai middleware to call instead of the module's own routes; see docs/moving-from-alokai.md. */
  apiUrl: text(''),
  /** The same, as the server reaches it while rendering. */
  ssrApiUrl: text(''),
  /** Where the module's own routes lie, below `app.baseURL`: fixed by the build (`sapcc.apiPath`), so another value here is refused. */
  apiPath: text('/api/sapcc'),
  /** The shop's own sign-in page, for `sapcc-auth`: its path, or its route's name. Also `sapcc.auth.loginPage` in `nuxt.config.ts`, which wins. */
  loginPage: text(''),
}

/** `runtimeConfig.public.sapcc`: what the browser may know. */
export type SapccPublicConfig = SettingInputs<typeof publicSettings>
