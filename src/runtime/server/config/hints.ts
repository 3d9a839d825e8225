import { isRecord } from '../../sdk/errors'
import { isLoopback } from './loopback'
import { nearestName } from './nearest-name'
import type { ConfigSource } from './parse-config'
import { parseUrl } from '../../shared/parse-url'
import { PROTOCOL_PARAMETERS } from './protocol-parameters'
import { publicSettings } from './public-settings'
import { isServerSetting } from './published-settings'
import { PUBLIC_PREFIX, SERVER_PREFIX, isSetting, variableName } from './setting'
import type { SettingPrefix, SettingTable } from './setting'
import { MIN_PASSWORD_LENGTH, serverSettings } from './settings'
import { variableNames } from './variable-names'
import type { VariableNames } from './variable-names'

type Variables = VariableNames & { prefix: SettingPrefix }

const OF_SERVER: Variables = { prefix: SERVER_PREFIX, ...variableNames(serverSettings, SERVER_PREFIX) }
const OF_APP: Variables = { prefix: PUBLIC_PREFIX, ...variableNames(publicSettings, PUBLIC_PREFIX) }

/** Warnings about settings that do not stop the shop, but are probably mistakes; one line each, for the log. */
export function configHints(source: ConfigSource): string[] {
  return [...nameHints(source), ...valueHints(source)]
}

/** Those about names that are no setting, which concern every server, also one whose methods are on another (`apiUrl`). */
export function nameHints({ value, publicValue, env = {} }: ConfigSource): string[] {
  return [
    ...unknownVariables(env, OF_SERVER, OF_APP),
    // A setting of the server under a public name is an error: `publishedSettings`.
    ...unknownVariables(env, OF_APP, OF_SERVER, OF_SERVER.has),
    ...unknownNames(value, serverSettings, 'runtimeConfig.sapcc', name => Object.hasOwn(publicSettings, name) ? `runtimeConfig.public.sapcc.${name}` : undefined),
    ...unknownNames(withoutServerSettings(publicValue), publicSettings, 'runtimeConfig.public.sapcc'),
  ]
}

/** Those about values. */
export function valueHints({ value, production }: ConfigSource): string[] {
  const hints: string[] = []
  if (production && !canSignIn(value)) {
    hints.push(`${variableName('publicUrl')} is missing: customers can sign in only by password, on the legacy generation, until the server knows the shop's address, for example https://shop.example.com`)
  }
  if (production) hints.push(...insecureOrigins(value))
  hints.push(...ignoredUserIds(value), ...ignoredParameters(value))
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

/** See `buildAuthorizationUrl`. */
function ignoredParameters(value: unknown): string[] {
  const { oauth } = isRecord(value) ? value : {}
  const { authorizationParams } = isRecord(oauth) ? oauth : {}
  const names = isRecord(authorizationParams) ? Object.keys(authorizationParams) : []
  return names.filter(name => PROTOCOL_PARAMETERS.has(name.toLowerCase()))
    .map(name => `${variableName('oauth.authorizationParams')} has ${name}, which the server sets itself. The entry has no effect.`)
}

/** How many letters may differ for two suggestions to be made. */
const TYPING_ERROR = 2

/** Environment variables with the module's prefix that are no setting. @param isError of a name that is reported as an error. */
function unknownVariables(env: Readonly<Record<string, string | undefined>>, own: Variables, other: Variables, isError: (name: string) => boolean = () => false): string[] {
  const names = Object.keys(env).filter(name => name.startsWith(own.prefix)).map(name => name.slice(own.prefix.length))
  return names.filter(name => !own.has(name) && !isError(name))
    .map(name => `${own.prefix}${name} is not a setting of this module${didYouMean(meantVariables(name, own, other))}`)
}

/** @param name without its prefix. */
function meantVariables(name: string, own: Variables, other: Variables): string[] {
  if (other.has(name)) {
    const similar = nearestName(name, own.names, TYPING_ERROR)
    return [...similar === undefined ? [] : [`${own.prefix}${similar}`], `${other.prefix}${name}`]
  }
  // Of two that are as near, the first one is taken.
  const nearest = nearestName(name, [...own.names, ...other.names])
  if (nearest === undefined) return []
  return [`${own.names.includes(nearest) ? own.prefix : other.prefix}${nearest}`]
}

function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : `; did you mean ${names.join(' or ')}?`
}

/** Names in `runtimeConfig` that are no setting. @param elsewhere where a name of the outermost table belongs, if it is one of the other table. */
function unknownNames(value: unknown, table: SettingTable, path: string, elsewhere: (name: string) => string | undefined = () => undefined): string[] {
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([name, entry]) => {
    const declared = Object.hasOwn(table, name) ? table[name] : undefined
    if (declared !== undefined) return isSetting(declared) ? [] : unknownNames(entry, declared, `${path}.${name}`)
    const nearest = nearestName(name, Object.keys(table))
    const meant = elsewhere(name) ?? (nearest === undefined ? undefined : `${path}.${nearest}`)
    return [`${path}.${name} is not a setting of this module${didYouMean(meant === undefined ? [] : [meant])}`]
  })
}

function withoutServerSettings(publicValue: unknown): unknown {
  return isRecord(publicValue) ? Object.fromEntries(Object.entries(publicValue).filter(([name]) => !isServerSetting(name))) : publicValue
}
