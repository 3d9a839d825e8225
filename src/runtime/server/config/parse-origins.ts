import { isRecord } from '../../sdk/errors'
import { assistedServiceProblems } from './assisted-service'
import { nearestName } from './nearest-name'
import { SapccConfigError } from './config-error'
import type { ConfigProblem } from './config-error'
import { ORIGIN_SETTINGS } from './origin-settings'
import { parseConfig } from './parse-config'
import type { ConfigSource } from './parse-config'
import { parseUrl } from '../../shared/parse-url'
import { variableName } from './setting'
import type { SapccConfig } from './types'

/** What belongs to one origin: with several, each has its own, or what follows from its address. */
const OF_ONE_ORIGIN = ['oauth.redirectUri', 'oauth.postLogoutRedirectUri'] as const

const VARIABLE = variableName('publicUrl')

/** Each keeps sessions, clients and connections of its own. */
const MAX_ORIGINS = 100

/**
 * Validates the server's configuration, for each origin that the shop is reached at.
 *
 * @returns one configuration per origin of `publicUrl`, in their order; the first one is also for requests that reach the server by another name.
 * @throws SapccConfigError that names every variable which is missing or wrong.
 */
export function parseOrigins(source: ConfigSource): [SapccConfig, ...SapccConfig[]] {
  const { value } = source
  if (!isRecord(value) || !Array.isArray(value.publicUrl)) return onlyOrigin(source)
  if (value.publicUrl.length === 0) return onlyOrigin({ ...source, value: { ...value, publicUrl: '' } })
  const problems: ConfigProblem[] = []
  const problem = (text: string) => void problems.push({ variable: VARIABLE, problem: text })
  const entries = value.publicUrl as unknown[]
  if (entries.length > MAX_ORIGINS) problem(`has more than ${MAX_ORIGINS} entries.`)

  const configs = entries.slice(0, MAX_ORIGINS).flatMap((entry, index) => {
    const settings = readEntry(entry, `entry ${index + 1}`, problem)
    if (!settings) return []
    try {
      return [parseConfig({ ...source, value: withSettings(value, settings) })]
    }
    catch (error) {
      if (!(error instanceof SapccConfigError)) throw error
      for (const found of error.problems) if (!problems.some(known => known.variable === found.variable && known.problem === found.problem)) problems.push(found)
      return []
    }
  })
  const hosts = configs.map(({ publicUrl = '' }) => parseUrl(publicUrl)?.host)
  const repeated = hosts.find((host, index) => hosts.indexOf(host) !== index)
  if (repeated !== undefined) problem(`lists ${repeated} twice.`)
  if (problems.length === 0) problems.push(...assistedServiceProblems(configs, source))
  const [first, ...others] = configs
  if (problems.length > 0 || !first) throw new SapccConfigError(problems)
  return [first, ...others]
}

function onlyOrigin(source: ConfigSource): [SapccConfig] {
  const config = parseConfig(source)
  const problems = assistedServiceProblems([config], source)
  if (problems.length > 0) throw new SapccConfigError(problems)
  return [config]
}

function readEntry(entry: unknown, name: string, problem: (text: string) => void): Partial<Record<keyof typeof ORIGIN_SETTINGS, string>> | undefined {
  const settings = typeof entry === 'string' ? { url: entry } : entry
  if (!isRecord(settings) || typeof settings.url !== 'string' || settings.url === '') {
    problem(`has an ${name} that is neither an address nor an object with a \`url\`, for example ["https://shop.example.com",{"url":"https://shop.example.de","baseSiteId":"electronics-de"}].`)
    return undefined
  }
  for (const [key, setting] of Object.entries(settings)) {
    if (!Object.hasOwn(ORIGIN_SETTINGS, key)) {
      const meant = nearestName(key, Object.keys(ORIGIN_SETTINGS))
      problem(`has a \`${key}\` in ${name}, which is not a setting of an origin${meant === undefined ? '.' : `; did you mean \`${meant}\`?`}`)
    }
    else if (typeof setting !== 'string') problem(`has a \`${key}\` in ${name} that is not a string. Write it in quotes.`)
  }
  // Another client has another secret, or none.
  return settings.clientId === undefined ? settings : { clientSecret: '', ...settings }
}

/** The configuration with what an origin has of its own. */
function withSettings(value: Record<string, unknown>, settings: Partial<Record<keyof typeof ORIGIN_SETTINGS, string>>): Record<string, unknown> {
  const changed: Record<string, unknown> = { ...value }
  const set = (path: string, setting: unknown) => {
    const [group = '', key] = path.split('.')
    if (key === undefined) changed[group] = setting
    else changed[group] = { ...isRecord(changed[group]) ? changed[group] : {}, [key]: setting }
  }
  for (const path of OF_ONE_ORIGIN) {
    const [group = '', key = ''] = path.split('.')
    const configured = isRecord(value[group]) ? value[group][key] : undefined
    if (typeof configured === 'string' && parseUrl(configured)?.origin !== parseUrl(settings.url ?? '')?.origin) set(path, '')
  }
  for (const [key, path] of Object.entries(ORIGIN_SETTINGS)) {
    const setting = settings[key as keyof typeof ORIGIN_SETTINGS]
    if (setting !== undefined) set(path, setting)
  }
  return changed
}
