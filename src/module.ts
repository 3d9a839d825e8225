import { addComponent, addImports, addPlugin, addRouteMiddleware, addServerHandler, addServerImports, addServerPlugin, createResolver, defineNuxtModule, useLogger } from '@nuxt/kit'
import { defu } from 'defu'
import { joinURL } from 'ufo'
import { registerAppFetch } from './build/app-fetch'
import { refuseCachedRoutes } from './build/cache-rules'
import { checkOptions } from './build/check-options'
import { compactServer } from './build/compact-server'
import { registerFastPath } from './build/fast-path'
import { registerDevtools } from './build/devtools'
import { developmentPassword } from './build/development-password'
import { usePortableLogger } from './build/portable-logger'
import { shortenLifeOfEvents } from './build/short-lived-events'
import { stubSdkLogger } from './build/stub-sdk-logger'
import { GUARD_NAME, excludeFromPrefetch } from './build/prefetch'
import { optionHints } from './build/option-hints'
import { registerPaths } from './build/paths'
import { registerOperations } from './build/operations/register'
import { registerSdkConfig, sdkConfigName, usesPrefixedNames } from './build/sdk-config'
import { warnOfTakenNames } from './build/taken-names'
import { registerTelemetry } from './build/telemetry'
import { registerTypes } from './build/types'
import { refuseStaticHosting } from './build/static-hosting'
import { selectPlatform } from './build/platform'
import { useUndiciPool } from './build/undici-pool'
import { publicSettings } from './runtime/server/config/public-settings'
import { initialSettings } from './runtime/server/config/setting'
import { serverSettings } from './runtime/server/config/settings'
import { SITE_FACTS_PATH } from './runtime/shared/site-facts'
import type { ModuleOptions } from './build/options'

export type { ModuleOptions, TelemetryOptions } from './build/options'
export type { SapccCart, SapccCartChange } from './runtime/app/composables/use-sapcc-cart'
export type { SapccData, SapccDataKind, SapccDataOptions, SapccOperation, SapccParams, SapccResult } from './runtime/app/composables/use-sapcc-data'
export type { SapccSession } from './runtime/app/composables/use-sapcc-session'
export type { SapccSiteContext, SapccSiteContextOptions } from './runtime/app/composables/use-sapcc-site-context'
export type { SapccSdk } from './runtime/app/composables/use-sdk'
export type { SapccUser } from './runtime/app/composables/use-sapcc-user'
export type { SapccAppConfig, SapccAppHooks, SapccCartNews, SapccPageMeta, SapccPublicConfig, SapccSessionChange } from './runtime/app/types'
export type { SapccError, SapccErrorData, SapccErrorType, SapccErrorTypes, SapccMethods, SapccModuleOptions, SapccSessionInfo, TokenRefreshUnavailableError } from './runtime/sdk/index'
export type { SapccOrigin } from './runtime/server/config/origin-settings'
export type { SapccRuntimeConfig } from './runtime/server/config/settings'
export type { AssistedCallContext, AssistedContext, AssistedEndedContext, AssistedEndReason, CallAfterContext, CallBeforeContext, CartMergedContext, MeasuredContext, SapccServerHooks, SessionCreatedContext, SessionEndReason, SessionEndedContext, SiteContext, SiteContextPayload, TokenRefreshedContext, TokenRefreshErrorContext } from './runtime/server/hooks'
export type { BeginSapccSessionOptions, SapccTokens } from './runtime/server/utils/begin-session'
export type { SapccPurge } from './runtime/server/utils/purge-cache'
export type { SapccHealthOptions } from './runtime/server/utils/health'
export type { ServerSdk } from './runtime/server/utils/use-server-sdk'
export type { EndSapccSessionsOptions, SapccSessionDevice, SapccSessionSummary } from './runtime/server/utils/user-sessions'

export default defineNuxtModule<ModuleOptions>({
  meta: {
    name: 'nuxt-sapcc',
    configKey: 'sapcc',
    compatibility: { nuxt: '>=3.21.0' },
  },
  defaults: {
    apiPath: publicSettings.apiPath.initial,
    proxyPath: '/api/occ',
  },
  async setup(options, nuxt) {
    const { resolve } = createResolver(import.meta.url)
    const log = useLogger('nuxt-sapcc')
    for (const hint of optionHints(options)) log.warn(hint)
    checkOptions(options)

    nuxt.options.runtimeConfig.sapcc = defu(nuxt.options.runtimeConfig.sapcc, { cart: options.cart }, initialSettings(serverSettings))
    nuxt.options.runtimeConfig.public.sapcc = defu(
      { apiPath: options.apiPath, loginPage: options.auth?.loginPage },
      nuxt.options.runtimeConfig.public.sapcc,
      initialSettings(publicSettings),
    )
    if (nuxt.options.dev) await developmentPassword(nuxt)

    // The runtime is compiled with the app: it uses the app's aliases and constants.
    nuxt.options.build.transpile.push(resolve('./runtime'))

    addServerPlugin(resolve('./runtime/server/plugins/sapcc'))
    addServerHandler({ route: joinURL(options.apiPath, ':operation'), handler: resolve('./runtime/server/routes/operation') })
    addServerHandler({ route: joinURL(options.apiPath, 'auth/login'), method: 'get', handler: resolve('./runtime/server/routes/login.get') })
    addServerHandler({ route: joinURL(options.apiPath, 'auth/callback'), method: 'get', handler: resolve('./runtime/server/routes/callback.get') })
    addServerHandler({ route: joinURL(options.apiPath, 'auth/logout'), method: 'get', handler: resolve('./runtime/server/routes/logout.get') })
    addServerHandler({ route: joinURL(options.apiPath, SITE_FACTS_PATH), method: 'get', handler: resolve('./runtime/server/routes/site-context.get') })
    addServerHandler({ route: joinURL(options.apiPath, 'cache/purge'), method: 'post', handler: resolve('./runtime/server/routes/purge.post') })
    if (options.proxyPath !== false) addServerHandler({ route: joinURL(options.proxyPath, '**'), handler: resolve('./runtime/server/routes/proxy') })
    addServerImports([
      { name: 'useServerSdk', from: resolve('./runtime/server/utils/use-server-sdk') },
      { name: 'getSapccSession', from: resolve('./runtime/server/utils/session') },
      { name: 'requireSapccSession', from: resolve('./runtime/server/utils/session') },
      { name: 'beginSapccSession', from: resolve('./runtime/server/utils/begin-session') },
      { name: 'listSapccSessions', from: resolve('./runtime/server/utils/user-sessions') },
      { name: 'endSapccSessions', from: resolve('./runtime/server/utils/user-sessions') },
      { name: 'purgeSapccCache', from: resolve('./runtime/server/utils/purge-cache') },
      { name: 'defineSapccHealthHandler', from: resolve('./runtime/server/utils/health') },
      { name: 'prepareConfig', from: resolve('./runtime/sdk/index') },
      { name: 'SapccError', from: resolve('./runtime/sdk/index') },
      { name: 'TokenRefreshUnavailableError', from: resolve('./runtime/sdk/index') },
    ])
    if (options.telemetry) registerTelemetry(nuxt, resolve, options.telemetry)
    registerPaths(options)
    registerFastPath(nuxt, options, resolve)
    selectPlatform(nuxt, resolve)
    useUndiciPool(nuxt, resolve)
    compactServer(nuxt, resolve)
    shortenLifeOfEvents(nuxt)
    await registerOperations(nuxt, options, resolve, log)

    const isPrefixed = usesPrefixedNames(options, nuxt)
    const configName = sdkConfigName(isPrefixed)
    registerSdkConfig(nuxt, configName, resolve, log)
    registerAppFetch(nuxt)
    stubSdkLogger(nuxt, resolve)
    usePortableLogger(nuxt)
    excludeFromPrefetch(nuxt)
    registerTypes(nuxt, configName, resolve)
    addPlugin({ src: resolve('./runtime/app/plugins/payload') })
    addPlugin({ src: resolve('./runtime/app/plugins/sdk.server'), mode: 'server' })
    addPlugin({ src: resolve('./runtime/app/plugins/sdk.client'), mode: 'client' })
    if (options.auth?.loadUser) addPlugin({ src: resolve('./runtime/app/plugins/user') })
    const authMiddleware = resolve('./runtime/app/middleware/sapcc-auth')
    // The named middleware is registered in any case, so that a page that names it keeps working when `auth.global` is switched on.
    addRouteMiddleware({ name: GUARD_NAME, path: authMiddleware })
    if (options.auth?.global) addRouteMiddleware({ name: 'sapcc-auth-global', path: authMiddleware, global: true })
    const useSdk = { name: 'useSdk', from: resolve('./runtime/app/composables/use-sdk') }
    const defineSdkConfig = { name: 'defineSdkConfig', from: resolve('./runtime/app/sdk-config') }
    const sharedNames = isPrefixed ? [] : [useSdk, defineSdkConfig]
    warnOfTakenNames(nuxt, sharedNames, log)
    addImports([
      { ...useSdk, as: 'useSapccSdk' },
      { ...defineSdkConfig, as: 'defineSapccSdkConfig' },
      ...sharedNames,
      { name: 'useSapccSession', from: resolve('./runtime/app/composables/use-sapcc-session') },
      { name: 'useSapccData', from: resolve('./runtime/app/composables/use-sapcc-data') },
      { name: 'useSapccCart', from: resolve('./runtime/app/composables/use-sapcc-cart') },
      { name: 'useSapccUser', from: resolve('./runtime/app/composables/use-sapcc-user') },
      { name: 'useSapccSiteContext', from: resolve('./runtime/app/composables/use-sapcc-site-context') },
      { name: 'useLazySapccData', from: resolve('./runtime/app/composables/use-sapcc-data') },
      { name: 'prepareConfig', from: resolve('./runtime/sdk/index') },
      { name: 'SapccError', from: resolve('./runtime/sdk/index') },
      { name: 'TokenRefreshUnavailableError', from: resolve('./runtime/sdk/index') },
    ])
    addComponent({ name: 'SapccSignedIn', filePath: resolve('./runtime/app/components/sapcc-signed-in') })
    addComponent({ name: 'SapccSignedOut', filePath: resolve('./runtime/app/components/sapcc-signed-out') })

    if (options.devtools !== false) registerDevtools(nuxt, resolve)
    refuseStaticHosting(nuxt)
    refuseCachedRoutes(nuxt, options)
  },
})
