import { boolean, publicText } from './kinds'
import type { SettingInputs } from './setting'
import { baseAddress, baseAddressOrPath, pageName } from './text-checks'

/** All settings of `runtimeConfig.public.sapcc`, which the browser knows; declared like those in `settings.ts`. */
export const publicSettings = {
  /** Whether a page that is being rendered on the server may refresh; `definePageMeta({ sapcc: { ssrRefresh } })` wins. */
  ssrRefreshEnabled: boolean(false),
  /** An existing Alokai middleware to call instead of the module's own routes; see docs/moving-from-alokai.md. */
  apiUrl: publicText('', baseAddressOrPath),
  /** Address of the same middleware for the server while rendering. */
  ssrApiUrl: publicText('', baseAddress),
  /** Path of the module's own routes, below `app.baseURL`. It is fixed by the build (`sapcc.apiPath`), so another value here is refused. */
  apiPath: publicText('/api/sapcc'),
  /** The shop's own sign-in page, for `sapcc-auth`: its path, or its route's name. `sapcc.auth.loginPage` in `nuxt.config.ts` sets it too, and wins over `runtimeConfig` there; the environment wins over both. */
  loginPage: publicText('', pageName),
}

/** `runtimeConfig.public.sapcc`: the settings that the browser knows. */
export type SapccPublicConfig = SettingInputs<typeof publicSettings>
