import type { NitroApp } from 'nitro/types'
import type { Platform } from '../types'

/** The part of Nitro's `hooks` that is used: its types do not contain merged hooks. */
interface Hooks {
  /** Calls the listeners one after another. Returns `undefined` when no listener returned a promise. */
  callHook: (name: string, context: unknown) => Promise<void> | undefined
  hook: (name: string, listener: () => Promise<void>) => unknown
  /** Listeners by hook. Private to the library, which has no other way to ask; the contract suite tests it. */
  _hooks: Readonly<Record<string, readonly unknown[] | undefined>>
}

/** The part of the platform's interface that is implemented with Nitro's hooks. */
export function createHooks(nitroApp: NitroApp): Pick<Platform, 'callHook' | 'hasListeners' | 'onClose'> {
  const hooks = nitroApp.hooks as unknown as Hooks
  return {
    callHook(name, context) {
      try {
        return hooks.callHook(name, context)
      }
      catch (error) {
        // Thrown by a listener that is not async.
        return Promise.reject(error as Error)
      }
    },
    hasListeners: name => (hooks._hooks[name]?.length ?? 0) > 0,
    onClose: work => void hooks.hook('close', work),
  }
}
