import type { H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import type { NitroApp, NitroRuntimeConfig } from 'nitropack/types'

/**
 * Gives each page that is rendered its own copy of the runtime configuration, as the first page found it. Without one,
 * Nitro makes it from the environment variables with each page: it looks for two variables per setting, of which the
 * module has about a hundred.
 *
 * Not for workers: their variables come with each request.
 */
export function copyConfigForPages({ hooks }: Pick<NitroApp, 'hooks'>): void {
  let first: NitroRuntimeConfig | undefined
  hooks.hook('render:before', ({ event }) => {
    const { nitro } = event.context
    if (!nitro || nitro.runtimeConfig) return
    // Not Nitro's shared one, which is older than the variables that a plugin of the shop sets; and no page's own, which it may change.
    first ??= useRuntimeConfig({ context: { nitro: {} } } as unknown as H3Event)
    nitro.runtimeConfig = structuredClone(first)
  })
}
