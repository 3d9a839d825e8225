import type { NitroApp } from 'nitro/types'
import type { Platform } from '../types'

/** What of Nitro's `hooks` is used: they know no types of hooks that are merged in. */
interface Hooks {
  /** One listener after the other. Returns nothing when none of them is to be waited for. */
  callHook: (name: string, context: unknown) => Promise<void> | undefined
  hook: (name: string, listener: () => Promise<void>) => unknown
}

/** The part of the platform's interface that Nitro's hooks give. */
export function createHooks(nitroApp: NitroApp): Pick<Platform, 'callHook' | 'onClose'> {
  const hooks = nitroApp.hooks as unknown as Hooks
  return {
    callHook(name, context) {
      try {
        return hooks.callHook(name, context)
      }
      catch (error) {
        // A listener that does not return a promise.
        return Promise.reject(error as Error)
      }
    },
    onClose: work => void hooks.hook('close', work),
  }
}
