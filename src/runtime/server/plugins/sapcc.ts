import { guardedOrigin } from '../config/assisted-service'
import { SapccConfigError } from '../config/config-error'
import { checkPublicConfig } from '../config/parse-config'
import { parseOrigins } from '../config/parse-origins'
import { configHints, nameHints, valueHints } from '../config/hints'
import { createHookCaller } from '../hooks'
import { createChooseOrigin } from '../http/choose-origin'
import type { ChooseOrigin } from '../http/choose-origin'
import { createFailureLog } from '../http/failure-log'
import { operationHints } from '../operations/operation-hints'
import type { ServerRequest } from '../platform/types'
import { createServerApi } from '../server-api'
import { createServerApp } from '../server-app'
import { createServerServices } from '../services'
import type { ServerServices } from '../services'
import { operations } from '#sapcc/operations'
import { apiPath } from '#sapcc/paths'
import { settlesWithin, unref } from '../time/sleep'
import { defineServerPlugin, requestOf } from '#sapcc/platform'
import { createServerLog } from '../log/server-log'

/** A token request goes on for so long at most. Milliseconds. */
const DRAIN_TIME = 50_000

/** From the start of a server until its log is loaded: the first page is not to wait for it. Milliseconds. */
const LOG_LOADED_AFTER = 1000

/** Starts the module's server part, and says at start what is missing. */
export default defineServerPlugin((platform) => {
  const log = createServerLog()
  const hooks = createHookCaller(platform, log)
  const failures = createFailureLog(log)
  /** One per process and origin. Created with the first request on platforms whose environment is not available earlier. */
  let made: { choose: ChooseOrigin, all: readonly [ServerServices, ...ServerServices[]] } | undefined
  let isReported = false
  let isHinted = false
  let isStorageOpened = false

  function existingServices(request?: ServerRequest): ServerServices | undefined {
    return made?.all[request ? made.choose(request) : 0]
  }

  function servicesFor(request?: ServerRequest): ServerServices {
    const services = existingServices(request)
    if (services) {
      if (request !== undefined) openStorage()
      return services
    }
    const { app, public: { sapcc }, sapcc: value } = platform.runtimeConfig(request?.event)
    const source = { value, publicValue: sapcc, production: platform.isProduction, env: platform.env, builtApiPath: apiPath }
    // What is missing now may be there with the first request.
    const isTooEarly = request === undefined && platform.deployment.hasLateEnvironment
    try {
      const [config, ...others] = parseOrigins(source)
      const paths = { baseURL: app.baseURL, apiPath: sapcc.apiPath, loginPage: sapcc.loginPage.startsWith('/') ? sapcc.loginPage : '' }
      const main = createServerServices({ config, paths, platform, hooks, failures, log })
      const all = [main, ...others.map(other => createServerServices({ config: other, paths, platform, hooks, failures, log, main }))] as const
      made = { all, choose: createChooseOrigin([config, ...others].map(({ publicUrl = '' }) => publicUrl), guardedOrigin(config)) }
      if (request !== undefined) openStorage()
      return existingServices(request) ?? main
    }
    catch (error) {
      if (!isTooEarly) report(error)
      throw error
    }
    finally {
      // Give hints also after an error: a misspelled variable is often the reason why another one is missing.
      if (!isHinted && (made || !isTooEarly)) {
        isHinted = true
        for (const hint of isElsewhere ? valueHints(source) : configHints(source)) log.warn(hint)
        for (const hint of made ? operationHints(made.all[0].config, operations) : []) log.warn(hint)
      }
    }
  }

  /** Reports what is wrong with the storage before a visitor's request needs it. Such a request still fails with the same error. */
  function openStorage(): void {
    if (isStorageOpened) return
    isStorageOpened = true
    try {
      made?.all.forEach(({ stored }) => void stored())
    }
    catch (error) {
      report(error)
    }
  }

  /** Reports an error once: without a configuration every call fails for the same reason. */
  function report(error: unknown): void {
    if (isReported) return
    isReported = true
    log.error(error instanceof SapccConfigError ? error.describeAtStart() : error)
  }

  // Where another server answers the methods, this one needs no configuration until it is called.
  const { public: { sapcc: publicValue }, sapcc: value } = platform.runtimeConfig()
  const isElsewhere = Boolean(publicValue.apiUrl)
  if (!platform.isPrerendering) {
    try {
      if (isElsewhere) {
        const source = { value, publicValue, production: platform.isProduction, env: platform.env }
        for (const hint of nameHints(source)) log.warn(hint)
        checkPublicConfig(source)
      }
      else {
        servicesFor()
        // After all plugins, of which one may mount the storage.
        afterStart(0, openStorage)
      }
    }
    catch (error) {
      // Errors of `servicesFor` have been reported; requests are answered with them.
      if (isElsewhere) report(error)
    }
  }

  // Before there is something to say: what has gone wrong then may also keep the log from being loaded.
  const loading = platform.isPrerendering || platform.deployment.isFunction ? undefined : afterStart(LOG_LOADED_AFTER, () => void log.load())
  if (loading) unref(loading)

  // What is under way would be lost: a refresh token that was sent, tokens that are not written down yet.
  platform.onClose(async () => {
    clearTimeout(loading)
    await Promise.all(made?.all.map(async ({ stored, customerSessions }) => {
      const { coordinator, termination, store } = stored()
      await coordinator.drain(DRAIN_TIME)
      await settlesWithin(customerSessions.drained().then(() => Promise.all([termination.drained(), store.drained?.()])), DRAIN_TIME)
    }) ?? [])
  })

  return createServerApp({
    services: servicesFor,
    existingServices,
    api: createServerApi(servicesFor, existingServices, requestOf, log),
    failures,
    reportError: platform.reportError,
    log,
  })
})

/** Some platforms allow no timer before the first request. There `servicesFor` opens the storage with that request, and the log is there from the start. */
function afterStart(ms: number, work: () => void): ReturnType<typeof setTimeout> | undefined {
  try {
    return setTimeout(work, ms)
  }
  catch {
    return undefined
  }
}
