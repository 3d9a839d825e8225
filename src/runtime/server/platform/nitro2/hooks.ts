import type { NitroApp } from 'nitropack/types'
import type { Platform, ServerEvent } from '../types'

type HookListener = (context: unknown) => unknown

/** The part of Nitro's `hooks` that is used: its types do not contain merged hooks. */
interface HookLists {
  callHookWith: <Result>(caller: (listeners: readonly HookListener[]) => Result, name: string, context: unknown) => Result
}

function hasAny(listeners: readonly HookListener[]): boolean {
  return listeners.length > 0
}

/** Nitro's hooks, without the task and promises that `callHook` creates even if there are no listeners. */
export function createHooks(nitroApp: NitroApp): Pick<Platform, 'callHook' | 'hasListeners'> {
  const { callHookWith } = nitroApp.hooks as unknown as HookLists
  const hooks = { callHookWith: callHookWith.bind(nitroApp.hooks) as HookLists['callHookWith'] }
  const { onRequest } = nitroApp.h3App.options

  return {
    callHook: (name, context) => hooks.callHookWith(
      listeners => listeners.length === 0 ? undefined : callInTurn(listeners, context),
      name,
      context,
    ),
    hasListeners: name => hooks.callHookWith(hasAny, name, undefined),
  }

  async function callInTurn(listeners: readonly HookListener[], context: { event?: ServerEvent | undefined }): Promise<void> {
    // The fast path skips Nitro's `onRequest`, which adds `waitUntil` and others: run it before listeners read them.
    if (context.event && !context.event.context.nitro) await onRequest?.(context.event)
    for (const listener of listeners) await listener(context)
  }
}
