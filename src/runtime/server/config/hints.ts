import { isRecord } from '../../sdk/errors'
import { isLoopback } from './loopback'
import { nearestName } from './nearest-name'
import type { ConfigSource } from './parse-config'
import { parseUrl } from './parse-url'
import { publicSettings } from './public-settings'
import { PUBLIC_PREFIX, SERVER_PREFIX, isSetting, settingsByPath, variableName } from './setting'
import type { SettingTable } from './setting'
import { MIN_PASSWORD_LENGTH, serverSettings } from './settings'

/** Warnings about settings that do not stop the shop, but are probably mistakes; one line each, for the log. */
export function configHints({ value, publicValue, production, env = {} }: ConfigSource): string[] {
  const hints = [
    ...unknownVariables(env, serverSettings, SERVER_PREFIX),
    ...unknownVariables(env, publicSettings, PUBLIC_PREFIX),
    ...unknownNames(value, serverSettings, 'runtimeConfig.sapcc'),
    ...unknownNames(publicValue, publicSettings, 'runtimeConfig.public.sapcc'),
  ]
  if (production && !canSignIn(value)) {
    hints.push(`${variableName('publicUrl')} is missing: customers cannot sign in before the server knows the shop's address, for example https://shop.example.com`)
  }
  if (production) hints.push(...insecureOrigins(value))
  hints.push(...ignoredUserIds(value))
  const { password } = isRecord(value) && isRecord(value.session) ? value.session : {}
  const passwords: unknown[] = Array.isArray(password) ? password : [password]
  if (!production && passwords.some(entry => typeof entry === 'string' && entry !== '' && entry.length < MIN_PASSWORD_LENGTH)) {
    hints.push(`${variableName('session.password')} is shorter than ${MIN_PASSWORD_LENGTH} characters, which is refused in production.`)
  }
  return hints
}

/** Both the login by redirect and the one by password of the jdk21 generation come back to an address of the shop's. */
function canSignIn(value: unknown): boolean {
  const { publicUrl, oauth } = isRecord(value) ? value : {}
  const { redirectUri, pkceSupported } = isRecord(oauth) ? oauth : {}
  return Boolean(publicUrl) || Boolean(redirectUri) || pkceSupported === false || pkceSupported === 'false'
}

/** Test stages without TLS exist, so this is no reason to stop; customers must never have such an address. */
function insecureOrigins(value: unknown): string[] {
  const { publicUrl } = isRecord(value) ? value : {}
  const origins: unknown[] = [publicUrl].flat()
  return origins.flatMap((origin) => {
    const url = parseUrl(String(isRecord(origin) ? origin.url : origin))
    if (url?.protocol !== 'http:' || isLoopback(url.hostname)) return []
    return [`${variableName('publicUrl')} has the address ${url.origin}, which is not https: passwords and sessions can be read in transit, and the cookies have no \`Secure\`. Set an https address for everything but tests.`]
  })
}

/** See `allowsUserIds`. */
function ignoredUserIds(value: unknown): string[] {
  const { api, assistedService } = isRecord(value) ? value : {}
  const isOn = (group: unknown, name: string) => isRecord(group) && [true, 'true', 1].includes(group[name] as true)
  if (!isOn(api, 'allowUserIds') || !isOn(assistedService, 'enabled')) return []
  return [`${variableName('api.allowUserIds')} has no effect on a server with the assisted service, at none of its origins: an agent's calls would reach every customer, and no listener would hear of it.`]
}

/** Environment variables with the module's prefix that are no setting. */
function unknownVariables(env: Readonly<Record<string, string | undefined>>, table: SettingTable, prefix: typeof SERVER_PREFIX | typeof PUBLIC_PREFIX): string[] {
  const settings = settingsByPath(table).map(([path, { hasFreeKeys }]) => ({ variable: variableName(path, prefix), hasFreeKeys }))
  // A whole group is one variable with JSON, too.
  const groups = Object.keys(table).map(name => variableName(name, prefix))
  const known = new Set([...groups, ...settings.map(({ variable }) => variable)])
  const isFreeKey = (name: string) => settings.some(({ variable, hasFreeKeys }) => hasFreeKeys && name.startsWith(`${variable}_`))
  return Object.keys(env).filter(name => name.startsWith(prefix) && !known.has(name) && !isFreeKey(name)).map((name) => {
    const meant = nearestName(name.slice(prefix.length), [...known].map(variable => variable.slice(prefix.length)))
    return `${name} is not a setting of this module${meant === undefined ? '' : `; did you mean ${prefix}${meant}?`}`
  })
}

/** Names in `runtimeConfig` that are no setting. */
function unknownNames(value: unknown, table: SettingTable, path: string): string[] {
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([name, entry]) => {
    const declared = Object.hasOwn(table, name) ? table[name] : undefined
    if (declared !== undefined) return isSetting(declared) ? [] : unknownNames(entry, declared, `${path}.${name}`)
    const meant = nearestName(name, Object.keys(table))
    return [`${path}.${name} is not a setting of this module${meant === undefined ? '' : `; did you mean ${path}.${meant}?`}`]
  })
}
