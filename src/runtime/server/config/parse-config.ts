import { joinURL, parseURL } from 'ufo'
import { isRecord } from '../../sdk/errors'
import { SapccConfigError } from './config-error'
import type { ConfigProblem } from './config-error'
import { isOwnAddress } from './own-address'
import { publicSettings } from './public-settings'
import { publishedSettings } from './published-settings'
import { PUBLIC_PREFIX, SERVER_PREFIX, isSetting, variableName } from './setting'
import type { SettingPrefix, SettingTable, SettingValues } from './setting'
import { serverSettings } from './settings'
import type { SapccConfig, SapccOAuthConfig, ServerSettingValues } from './types'

/** What the validation reads. */
export interface ConfigSource {
  /** `runtimeConfig.sapcc` as Nuxt gives it: anything. */
  value: unknown
  /** `runtimeConfig.public.sapcc`, likewise. */
  publicValue?: unknown
  /** In production a weak session password is refused. */
  production: boolean
  /** The environment, to take back what Nuxt turned into a number or a boolean. */
  env?: Record<string, string | undefined>
  /** Where the module's routes lie, as the shop was built. */
  builtApiPath?: string
}

/**
 * Validates the server's configuration.
 *
 * @throws SapccConfigError that names every variable which is missing or wrong.
 */
export function parseConfig(source: ConfigSource): SapccConfig {
  const problems: ConfigProblem[] = []
  const problem = (variable: string, text: string) => void problems.push({ variable, problem: text })
  const values = readTable(serverSettings, source.value, SERVER_PREFIX, source, problem)
  const { apiPath } = readTable(publicSettings, source.publicValue, PUBLIC_PREFIX, source, problem)
  if (source.builtApiPath !== undefined && joinURL('/', source.builtApiPath) !== joinURL('/', apiPath)) {
    problem(variableName('apiPath', PUBLIC_PREFIX), `is ${apiPath}, but the shop was built with its routes at ${source.builtApiPath}. Set \`sapcc.apiPath\` in nuxt.config and build the shop again.`)
  }
  refuseOwnAddresses(values, source.env, problem)
  problems.push(...publishedSettings(source))
  if (problems.length > 0) throw new SapccConfigError(problems)
  const { session: { password, ...session }, oauth, ...others } = values
  return { ...others, oauth: withAbsoluteEndpoints(oauth), session: { ...session, passwords: password } }
}

/**
 * Validates only what the browser knows too: all that this server uses where the module's methods are on another one (`apiUrl`).
 *
 * @throws SapccConfigError that names every variable which is wrong.
 */
export function checkPublicConfig(source: ConfigSource): void {
  const problems: ConfigProblem[] = []
  readTable(publicSettings, source.publicValue, PUBLIC_PREFIX, source, (variable, text) => void problems.push({ variable, problem: text }))
  problems.push(...publishedSettings(source))
  if (problems.length > 0) throw new SapccConfigError(problems)
}

type ReportProblem = (variable: string, text: string) => void

/** @param group path of the group that the table belongs to, such as `session`; empty for all settings. */
function readTable<Table extends SettingTable>(table: Table, value: unknown, prefix: SettingPrefix, source: ConfigSource, problem: ReportProblem, group = ''): SettingValues<Table> {
  const isMisused = value !== undefined && value !== null && !isRecord(value)
  // A variable with the name of a group replaces all settings of that group, so that reports about them would only mislead.
  if (isMisused) problem(groupVariable(group, prefix), 'is not a setting but the name of a group of them, so that its value replaces them all. Remove it, or write JSON with the names of settings.')
  const report: ReportProblem = isMisused ? () => {} : problem
  const configured = isRecord(value) ? value : {}
  return Object.fromEntries(Object.entries(table).flatMap(([name, entry]) => {
    const path = group === '' ? name : `${group}.${name}`
    if (!isSetting(entry)) return [[name, readTable(entry, configured[name], prefix, source, report, path)]]
    const variable = variableName(path, prefix)
    const found = configured[name]
    const read = entry.read(found === '' || (!entry.isUsedAsItIs && isEmpty(found)) ? undefined : found, {
      variable: source.env?.[variable],
      isProduction: source.production,
      problem: text => report(variable, text),
    })
    return read === undefined ? [] : [[name, read]]
  })) as SettingValues<Table>
}

function groupVariable(group: string, prefix: SettingPrefix): string {
  return group === '' ? prefix.slice(0, -1) : variableName(group, prefix)
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === 'string' && value.trim() === '')
}

/** SAP's addresses that lead to the shop itself, e.g. to its raw proxy. */
function refuseOwnAddresses({ publicUrl, api, oauth }: ServerSettingValues, env: ConfigSource['env'] = {}, problem: ReportProblem): void {
  // An empty variable is none. Without a port it is not known: many presets listen on none, and SAP may have Nitro's default.
  const own = { publicUrl, port: env.NITRO_PORT || env.PORT || undefined }
  for (const [path, address] of [['api.uri', api.uri], ['oauth.uri', oauth.uri]] as const) {
    if (isOwnAddress(address, own)) problem(variableName(path), 'is the address of the shop itself, so that calls to SAP Commerce would come back to the shop without end. Set the address of SAP Commerce.')
  }
}

/** What is left out follows from the server's address and the scope. */
function withAbsoluteEndpoints({ issuer, logoutEndpoint, applicationOperations, ...values }: ServerSettingValues['oauth']): SapccOAuthConfig {
  const { uri, scope } = values
  const endpoint = (value: string) => parseURL(value).protocol ? value : joinURL(uri, value)
  // An ID token, which ends that session, is given by OpenID providers only.
  const logout = logoutEndpoint ?? (scope.split(' ').includes('openid') ? 'discover' : 'none')
  return {
    ...values,
    // Compared character by character (RFC 8414, section 3.3): a slash at its end belongs to it.
    issuer: issuer ?? uri,
    authorizationEndpoint: endpoint(values.authorizationEndpoint),
    tokenEndpoint: endpoint(values.tokenEndpoint),
    tokenRevokeEndpoint: endpoint(values.tokenRevokeEndpoint),
    logoutEndpoint: logout === 'none' || logout === 'discover' ? logout : endpoint(logout),
    comesBackFromLogout: logoutEndpoint !== undefined || values.postLogoutRedirectUri !== undefined,
    ...(applicationOperations.length > 0 ? { applicationOperations } : {}),
  }
}
