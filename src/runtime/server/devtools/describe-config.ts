import type { SapccConfig } from '../config/types'
import { SERVER_PREFIX, settingsByPath, variableName } from '../config/setting'
import { serverSettings } from '../config/settings'

/** A setting, as the tab shows it. */
export interface ShownSetting {
  /** Name of its environment variable. */
  variable: string
  value: string
  /** Whether it differs from its default. */
  isSet: boolean
}

/** Names of what is never shown, not even in parts. */
const SECRET = /password|secret/i

/** All settings of the server as they are in force, in the order of docs/settings.md; of secrets only whether there is one. */
export function describeConfig(config: SapccConfig): ShownSetting[] {
  return settingsByPath(serverSettings).map(([path, { initial }]) => {
    const variable = variableName(path, SERVER_PREFIX)
    if (path === 'session.password') return { variable, value: `${config.session.passwords.length} set, not shown`, isSet: true }
    const value = path.split('.').reduce<unknown>((of, name) => typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined, config)
    const isSet = !isEmpty(value) && written(value) !== written(initial)
    if (SECRET.test(path)) return { variable, value: isEmpty(value) ? '' : 'set, not shown', isSet }
    return { variable, value: isEmpty(value) ? '' : written(value), isSet }
  })
}

/** What a developer may want to set differently, in the order of its weight. */
export function configAdvice(config: SapccConfig, { isStandIn }: { isStandIn: boolean }): string[] {
  const advice: string[] = []
  if (!config.publicUrl) advice.push(`${variableName('publicUrl')} is not set: the redirect login, and in production every sign-in, needs the address at which browsers reach the shop.`)
  if (config.oauth.clientSecret === undefined || config.oauth.clientSecret === '') advice.push(`${variableName('oauth.clientSecret')} is not set: the client is a public one. A server can keep a secret; SAP's clients usually have one.`)
  if (!config.cache.enabled) advice.push(`Answers that are the same for everybody are asked for anew by each page. ${variableName('cache.enabled')}=true keeps them.`)
  if (config.session.store === 'cookie') advice.push(`Sessions are in the browser's cookies. With several processes, ${variableName('session.store')}=storage and Redis on the mount \`sapcc\` let them share refreshes.`)
  if (isStandIn) advice.push('SAP Commerce is the stand-in: nothing here reaches a real system.')
  return advice
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  return typeof value === 'object' && Object.keys(value).length === 0
}

/** A value as it would be written in the environment; secrets in a list of origins are left out. */
function written(value: unknown): string {
  if (typeof value === 'string') return value
  return JSON.stringify(value, (name, inner: unknown) => SECRET.test(name) ? 'set, not shown' : inner) ?? ''
}
