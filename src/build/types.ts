import { addTypeTemplate } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { platformFor } from './platform'
import { findSdkConfig } from './sdk-config'
import type { SdkConfigName } from './sdk-config'

/** Registers types that depend on the user's project: the type of `useSdk()` comes from its `sdk.config.ts`. */
export function registerTypes(nuxt: Nuxt, configName: SdkConfigName, resolve: (path: string) => string): void {
  addTypeTemplate({
    filename: 'types/sapcc.d.ts',
    getContents: async () => {
      const file = await findSdkConfig(nuxt, configName)
      const sdk = file ? `SdkOf<typeof import(${JSON.stringify(withoutExtension(file))}).default>` : 'DefaultSdk'
      return `import type { DefaultSdk, SdkOf } from ${JSON.stringify(resolve('./runtime/app/sdk-config'))}
import type { SessionAccess } from ${JSON.stringify(resolve('./runtime/app/session/session-access'))}
import type { SapccAppHooks, SapccPageMeta } from ${JSON.stringify(resolve('./runtime/app/types'))}

type Sdk = ${sdk}

declare module '#app' {
  interface NuxtApp {
    $sapcc: Sdk
    $sapccSession: SessionAccess
  }
  interface NuxtPayload {
    sapcc?: { expiresIn?: number, renderedAt?: number, renewed?: boolean, changed?: { loggedIn: boolean, expiresIn?: number, sessionKey?: string }, retry?: { keys: string[], modules: number[], generation?: number } }
  }
  interface PageMeta {
    sapcc?: SapccPageMeta
  }
  interface RuntimeNuxtHooks extends SapccAppHooks {}
}

declare module 'vue' {
  interface ComponentCustomProperties {
    $sapcc: Sdk
  }
}

export {}
`
    },
  }, { nuxt: true })

  // Nuxt checks `app.config` with the types of the app, and with those of `server/` and `shared/`.
  addTypeTemplate({
    filename: 'types/sapcc-app-config.d.ts',
    getContents: () => {
      const config = `import(${JSON.stringify(resolve('./runtime/app/types'))}).SapccAppConfig`
      return `declare module 'nuxt/schema' {
  interface AppConfigInput {
    /** Settings of nuxt-sapcc that may be functions. */
    sapcc?: ${config}
  }
  interface CustomAppConfig {
    /** Settings of nuxt-sapcc that may be functions. */
    sapcc?: ${config}
  }
}

export {}
`
    },
  }, { nitro: true, nuxt: true, node: true, shared: true })

  // These types are needed in the app, in `server/` and in `nuxt.config`.
  addTypeTemplate({
    filename: 'types/sapcc-runtime-config.d.ts',
    getContents: () => `declare module 'nuxt/schema' {
  interface RuntimeConfig {
    /** Settings of nuxt-sapcc's server: \`NUXT_SAPCC_…\`. */
    sapcc: import(${JSON.stringify(resolve('./runtime/server/config/settings'))}).SapccRuntimeConfig
  }
  interface PublicRuntimeConfig {
    /** Settings of nuxt-sapcc that the browser knows: \`NUXT_PUBLIC_SAPCC_…\`. */
    sapcc: import(${JSON.stringify(resolve('./runtime/server/config/public-settings'))}).SapccPublicConfig
  }
}

export {}
`,
  }, { nitro: true, nuxt: true, node: true, shared: true })

  // Auto-imports make a class available as a value only. Its type is declared globally, for the app and for `server/`.
  addTypeTemplate({
    filename: 'types/sapcc-global.d.ts',
    getContents: () => {
      const sdk = `import(${JSON.stringify(resolve('./runtime/sdk/index'))})`
      return `declare global {
  type SapccError = ${sdk}.SapccError
  type TokenRefreshUnavailableError = ${sdk}.TokenRefreshUnavailableError
}

export {}
`
    },
  }, { nitro: true, nuxt: true })

  addTypeTemplate({
    filename: 'types/sapcc-server.d.ts',
    getContents: () => `import type { SapccServerHooks } from ${JSON.stringify(resolve('./runtime/server/hooks'))}

declare module 'h3' {
  interface H3EventContext {
    sapcc: import(${JSON.stringify(resolve('./runtime/server/server-api'))}).ServerApi
  }
}
${platformFor(nuxt) === 'nitro3' ? NITRO3_HOOKS : ''}
export {}
`,
  }, { nitro: true, nuxt: true })
}

/** For Nitro 2, `runtime/server/hooks` extends the types itself. */
const NITRO3_HOOKS = `
declare module 'nitro/types' {
  interface NitroRuntimeHooks extends SapccServerHooks {}
}
`

function withoutExtension(file: string): string {
  return file.replace(/\.[cm]?[jt]s$/, '')
}
