import { isRecord } from '../../sdk/errors'
import type { ConfigProblem } from './config-error'
import { publicSettings } from './public-settings'
import { PUBLIC_PREFIX, SERVER_PREFIX } from './setting'
import { serverSettings } from './settings'
import { variableNames } from './variable-names'

/**
 * Settings of the server under a public name, such as `NUXT_PUBLIC_SAPCC_SESSION_PASSWORD`. They have no effect there, and
 * Nuxt sends what it has of them to every browser.
 */
export function publishedSettings({ publicValue, env = {} }: { publicValue?: unknown, env?: Readonly<Record<string, string | undefined>> }): ConfigProblem[] {
  const [own, ofServer] = [variableNames(publicSettings, PUBLIC_PREFIX), variableNames(serverSettings, SERVER_PREFIX)]
  const variables = Object.keys(env).flatMap((variable) => {
    const name = variable.startsWith(PUBLIC_PREFIX) ? variable.slice(PUBLIC_PREFIX.length) : ''
    return ofServer.has(name) && !own.has(name) ? [published(variable, `${SERVER_PREFIX}${name}`)] : []
  })
  const members = isRecord(publicValue) ? Object.keys(publicValue) : []
  return [
    ...variables,
    ...members.filter(isServerSetting).map(name => published(`runtimeConfig.public.sapcc.${name}`, `runtimeConfig.sapcc.${name}`)),
  ]
}

/** Whether a member of `runtimeConfig.public.sapcc` belongs into `runtimeConfig.sapcc`. */
export function isServerSetting(name: string): boolean {
  return Object.hasOwn(serverSettings, name) && !Object.hasOwn(publicSettings, name)
}

function published(variable: string, right: string): ConfigProblem {
  return { variable, problem: `is a setting of the server: under this name it would be public, because Nuxt sends public settings to every browser. Name it ${right}. If it was a secret and reached a browser, replace it.` }
}
