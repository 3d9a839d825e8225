import { consola } from 'consola'
import type { H3Event } from 'h3'
import { defineNitroPlugin, useRuntimeConfig } from 'nitropack/runtime'
import { createBridge } from '../server-api'
import { SapccConfigError, parseConfig } from '../config/parse-config'
import { configHints } from '../config/hints'
import { createServerContext } from '../services'
import type { ServerContext } from '../services'
import { answerDirectly } from '../platform/nitro2/fast-path'
import type { HookCaller } from '../hooks'

/** Makes `event.context.sapcc` for every request, and says at start what is missing. */
export default defineNitroPlugin((nitroApp) => {
  const log = consola.withTag('nuxt-sapcc')
  /** One per process. Platforms that know their environment with the first request only get it then. */
  let made: ServerContext | undefined

  const { options } = nitroApp.h3App
  const { onRequest } = options
  const hooks = nitroApp.hooks as unknown as HookLists

  // Not `callHook`, which makes a task and a chain of promises also when nobody listens.
  const callHook: HookCaller['callHook'] = (name, context) => hooks.callHookWith(
    listeners => listeners.length === 0 ? undefined : callInTurn(name, listeners, context),
    name,
    context,
  )

  async function callInTurn(name: string, listeners: readonly HookListener[], context: { event: H3Event }): Promise<void> {
    try {
      // What is answered directly lacks `waitUntil` and the like until somebody may look for it.
      if (!context.event.context.nitro) await onRequest?.(context.event)
      for (const listener of listeners) await listener(context)
    }
    catch (error) {
      log.error(`A hook of ${name} threw an error.`, error)
    }
  }

  function contextFor(event?: H3Event): ServerContext {
    if (made) return made
    const source = {
      value: useRuntimeConfig(event).sapcc,
      production: !import.meta.dev,
      env: globalThis.process?.env ?? {},
    }
    made = createServerContext(parseConfig(source), { callHook }, log)
    for (const hint of configHints(source)) log.warn(hint)
    return made
  }

  function contextOrReport(event: H3Event): ServerContext {
    try {
      return contextFor(event)
    }
    catch (error) {
      report(error)
      throw error
    }
  }

  let reported = false

  /** Once is enough: without its configuration every call fails for the same reason. */
  function report(error: unknown): void {
    if (reported) return
    reported = true
    log.error(error instanceof SapccConfigError ? `The configuration is incomplete or wrong:\n${error.describe()}` : error)
  }

  // Where the methods are somewhere else, nothing here needs a configuration until something is called here.
  const isElsewhere = Boolean(useRuntimeConfig().public.sapcc.apiUrl)
  if (!import.meta.prerender && !isElsewhere) {
    try {
      contextFor()
    }
    catch (error) {
      report(error)
    }
  }

  // After all plugins, of which one may mount the storage.
  if (made) afterStart(() => made?.prepareSessions(), report)

  const bridge = createBridge(contextOrReport)
  const prepare = (event: H3Event) => {
    event.context.sapcc = bridge
    event.context.sapccServer = contextOrReport
  }
  // Ahead of Nitro's hook `request`: the shop's own listeners find it, and the hook costs nothing when there are none.
  options.onRequest = (event) => {
    prepare(event)
    return onRequest?.(event)
  }
  // Without a context there is only an error to answer, and the event it is asked for has to be a whole one.
  if (made) answerDirectly(nitroApp, { prepare, isHeard: hook => hooks.callHookWith(listeners => listeners.length > 0, hook, undefined) })
})

/** Some platforms allow no timer before the first request, which then finds out by itself. */
function afterStart(work: () => void, onError: (error: unknown) => void): void {
  try {
    setTimeout(() => {
      try {
        work()
      }
      catch (error) {
        onError(error)
      }
    }, 0)
  }
  catch {
    // See above.
  }
}

type HookListener = (context: unknown) => unknown

/** What of Nitro's `hooks` is used: they know no types of hooks that are merged in. */
interface HookLists {
  callHookWith: <Result>(caller: (listeners: readonly HookListener[]) => Result, name: string, context: unknown) => Result
}

declare module 'h3' {
  interface H3EventContext {
    /** @internal for the module's own routes */
    sapccServer: (event: H3Event) => ServerContext
  }
}
