import { createRequire } from 'node:module'
import { addServerPlugin } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { installCommand } from './install-command'
import type { TelemetryOptions } from './options'

const PACKAGE = '@opentelemetry/api'

/**
 * Adds what makes traces and metrics to the shop's server. Without it nothing of
 * OpenTelemetry is in the build.
 *
 * @throws Error with the command that installs OpenTelemetry's interface, an optional peer dependency.
 */
export function registerTelemetry(nuxt: Nuxt, resolve: (path: string) => string, telemetry: true | TelemetryOptions): void {
  if (![import.meta.url, `${nuxt.options.rootDir}/`].some(isInstalledFor)) {
    throw new Error(`nuxt-sapcc: \`sapcc.telemetry\` needs the package \`${PACKAGE}\`. Install it with \`${installCommand(PACKAGE)}\`.`)
  }
  const continuesTraces = telemetry === true || telemetry.continueTraces !== false
  addServerPlugin(resolve(`./runtime/server/plugins/${continuesTraces ? 'telemetry' : 'telemetry-own-traces'}`))
}

function isInstalledFor(base: string): boolean {
  try {
    createRequire(base).resolve(PACKAGE)
    return true
  }
  catch {
    return false
  }
}
