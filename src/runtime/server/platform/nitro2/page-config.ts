import { useRuntimeConfig } from 'nitropack/runtime'
import type { NitroApp } from 'nitropack/types'

/**
 * Gives each page that is rendered its own copy of the runtime configuration. Without one, Nitro makes it from the
 * environment variables with each page: it looks for two variables per setting, of which the module has about a hundred.
 *
 * Only where the variables are known when the process starts.
 */
export function copyConfigForPages({ hooks }: Pick<NitroApp, 'hooks'>): void {
  hooks.hook('render:before', ({ event }) => {
    const { nitro } = event.context
    if (nitro) nitro.runtimeConfig ??= copyOf(useRuntimeConfig())
  })
}

/** A page may change its configuration: Nitro's own, which is the same for all requests, is frozen. */
function copyOf<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(copyOf) as Value
  if (typeof value !== 'object' || value === null) return value
  const copy: Record<string, unknown> = {}
  for (const key of Object.keys(value)) copy[key] = copyOf((value as Record<string, unknown>)[key])
  return copy as Value
}
