import type { H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import type { NitroApp, NitroRuntimeConfig } from 'nitropack/types'

/** Milliseconds after which the environment variables are read again: a plugin of the shop's may set them at any time. */
const MAX_AGE = 1000

/**
 * Gives each page that is rendered its own copy of the runtime configuration. Without one, Nitro makes it from the
 * environment variables with each page: it looks for two variables per setting, of which the module has about a hundred.
 * Here that is done once a second at most.
 *
 * Not for workers: their variables come with each request.
 */
export function copyConfigForPages({ hooks }: Pick<NitroApp, 'hooks'>): void {
  let latest: { config: NitroRuntimeConfig, madeAt: number } | undefined
  hooks.hook('render:before', ({ event }) => {
    const { nitro } = event.context
    if (!nitro || nitro.runtimeConfig) return
    const now = performance.now()
    if (!latest || now - latest.madeAt >= MAX_AGE) {
      // Not Nitro's shared one, which is older than the variables that a plugin sets; and no page's own, which it may change.
      latest = { config: useRuntimeConfig({ context: { nitro: {} } } as unknown as H3Event), madeAt: now }
    }
    nitro.runtimeConfig = structuredClone(latest.config)
  })
}
