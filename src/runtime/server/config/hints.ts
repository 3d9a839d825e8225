import { isRecord } from '../../sdk/errors'
import { nearestName } from './nearest-name'
import { MIN_PASSWORD_LENGTH, variableName } from './parse-config'
import type { ConfigSource } from './parse-config'

const PREFIX = 'NUXT_SAPCC_'

/**
 * What does not stop the shop from working here, but is hardly meant so: one
 * line each, for the log.
 */
export function configHints({ value, production, env = {} }: ConfigSource): string[] {
  const known = new Set(variablesOf(value))
  const unknown = Object.keys(env).filter(name => name.startsWith(PREFIX) && !known.has(name) && !isInsideRecord(name, known))
  const hints = unknown.map((name) => {
    const meant = nearestName(name.slice(PREFIX.length), [...known].map(variable => variable.slice(PREFIX.length)))
    return `${name} is no setting of this module${meant === undefined ? '' : `; did you mean ${PREFIX}${meant}?`}`
  })
  if (production && !canSignIn(value)) {
    hints.push(`${PREFIX}PUBLIC_URL is missing: customers cannot sign in before the server knows the shop's address, for example https://shop.example.com`)
  }
  const { password } = isRecord(value) && isRecord(value.session) ? value.session : {}
  const passwords: unknown[] = Array.isArray(password) ? password : [password]
  if (!production && passwords.some(entry => typeof entry === 'string' && entry !== '' && entry.length < MIN_PASSWORD_LENGTH)) {
    hints.push(`${PREFIX}SESSION_PASSWORD is shorter than ${MIN_PASSWORD_LENGTH} characters, which is refused in production.`)
  }
  return hints
}

/** Both the login by redirect and the one by password of the jdk21 generation come back to an address of the shop's. */
function canSignIn(value: unknown): boolean {
  const { publicUrl, oauth } = isRecord(value) ? value : {}
  const { redirectUri, pkceSupported } = isRecord(oauth) ? oauth : {}
  return Boolean(publicUrl) || Boolean(redirectUri) || pkceSupported === false || pkceSupported === 'false'
}

/** The variables of all settings that `runtimeConfig.sapcc` declares: Nuxt reads no others. */
function variablesOf(value: unknown, path = ''): string[] {
  if (!isRecord(value) || Array.isArray(value)) return [variableName(path)]
  const own = path === '' ? [] : [variableName(path)]
  return [...own, ...Object.entries(value).flatMap(([key, entry]) => variablesOf(entry, path === '' ? key : `${path}.${key}`))]
}

/** Entries of a setting that is an object have variables of their own. */
function isInsideRecord(name: string, known: ReadonlySet<string>): boolean {
  return ['oauth.authorizationParams', 'api.languages', 'api.publicReads'].map(variableName).some(record => known.has(record) && name.startsWith(`${record}_`))
}
