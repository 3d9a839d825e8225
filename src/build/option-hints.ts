import { nearestName } from '../runtime/server/config/nearest-name'
import { isServerSetting } from '../runtime/server/config/published-settings'
import { serverSettings } from '../runtime/server/config/settings'
import type { ModuleOptions } from './options'

/** Names of options, with those below them; `true` where there are none. */
interface OptionNames { [name: string]: true | OptionNames }

/** All options of the module. */
const OPTIONS = {
  apiPath: true,
  proxyPath: true,
  openapi: true,
  operations: { allow: true, deny: true, perCustomer: true } satisfies Record<keyof NonNullable<ModuleOptions['operations']>, true>,
  ownNames: true,
  telemetry: { continueTraces: true },
  devtools: true,
  cart: namesOf(serverSettings.cart),
  auth: { global: true, loginPage: true, loadUser: true } satisfies Record<keyof NonNullable<ModuleOptions['auth']>, true>,
} satisfies Record<keyof ModuleOptions, true | OptionNames>

/**
 * Finds options in `nuxt.config.ts` that the module does not have. They have no effect, so the developer is warned.
 *
 * @param given `sapcc` of the Nuxt configuration.
 * @returns one warning for each of them.
 */
export function optionHints(given: object): string[] {
  return hintsFor(given, OPTIONS, 'sapcc')
}

function hintsFor(given: object, known: OptionNames, path: string): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    if (!Object.hasOwn(known, name)) return [`\`${path}.${name}\` is not an option of this module. ${adviceFor(name, known, path)}`]
    const below = known[name]
    return typeof below === 'object' && typeof value === 'object' && value !== null ? hintsFor(value as object, below, `${path}.${name}`) : []
  })
}

function adviceFor(name: string, known: OptionNames, path: string): string {
  if (known === OPTIONS && isServerSetting(name)) return `Settings of the server are in \`runtimeConfig.sapcc.${name}\`.`
  const meant = nearestName(name, Object.keys(known))
  return meant === undefined ? `It has ${Object.keys(known).map(option => `\`${option}\``).join(', ')}.` : `Did you mean \`${path}.${meant}\`?`
}

function namesOf(settings: object): OptionNames {
  return Object.fromEntries(Object.keys(settings).map(name => [name, true as const]))
}
