import { joinURL, parseURL, withoutTrailingSlash } from 'ufo'
import type { SapccApiConfig, SapccCartConfig, SapccConfig, SapccOAuthConfig, SapccSessionConfig, SapccSignInConfig, SapccVisitorConfig } from './types'
import { SapccError, isRecord } from '../../sdk/errors'
import { headerNameProblem } from './header-names'
import { isLoopback } from './loopback'
import { isOwnAddress } from './own-address'
import { parseUrl } from './parse-url'

/** A setting that is missing or wrong, by the name of its environment variable. */
export interface ConfigProblem {
  /** e.g. `NUXT_SAPCC_API_URI` */
  variable: string
  problem: string
}

/**
 * The configuration is incomplete. The message is for the browser and safe; what
 * is wrong is in `problems` and in the server's log, in development in the message too.
 */
export class SapccConfigError extends SapccError {
  protected static override readonly errorName = 'SapccConfigError'
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    super(import.meta.dev
      ? `This shop is not set up completely. ${describe(problems).replaceAll('\n', ' ')}`
      : 'This shop is not set up completely. Its operator finds the reason in the server\'s log.', {
      status: 500,
      data: { type: 'ConfigurationError' },
    })
    this.problems = problems
  }

  /** One line per problem, for the log. */
  describe(): string {
    return describe(this.problems)
  }
}

function describe(problems: readonly ConfigProblem[]): string {
  return problems.map(({ variable, problem }) => `${variable} ${problem}`).join('\n')
}

/** Where the validation finds what surrounds it. */
export interface ConfigSource {
  /** `runtimeConfig.sapcc` as Nuxt gives it: anything. */
  value: unknown
  /** In production a weak session password is refused. */
  production: boolean
  /** The environment, to take back what Nuxt turned into a number or a boolean. */
  env?: Record<string, string | undefined>
  /** Where the module's routes lie: as the shop was built, and as the runtime configuration says. */
  apiPath?: { built: string, configured: string }
}

/**
 * Validates the server's configuration.
 *
 * @throws SapccConfigError that names every variable which is missing or wrong.
 */
export function parseConfig(source: ConfigSource): SapccConfig {
  const problems: ConfigProblem[] = []
  const read = createReader(source, problems)
  const config: SapccConfig = {
    api: readApi(read),
    oauth: readOAuth(read),
    session: readSession(read, source.production),
    signIn: readSignIn(read),
    cart: readCart(read),
    visitor: readVisitor(read),
    ...optional('publicUrl', read.url('publicUrl', { optional: true })),
  }
  const { apiPath } = source
  if (apiPath && joinURL('/', apiPath.built) !== joinURL('/', apiPath.configured)) {
    problems.push({ variable: 'NUXT_PUBLIC_SAPCC_API_PATH', problem: `is ${apiPath.configured}, but the shop was built with its routes at ${apiPath.built}. Set \`sapcc.apiPath\` in nuxt.config and build it anew.` })
  }
  refuseOwnAddresses(read, config, source.env)
  if (problems.length > 0) throw new SapccConfigError(problems)
  return config
}

function readApi(read: Reader): SapccApiConfig {
  return {
    uri: read.url('api.uri', { secure: true, example: 'https://api.example.com/occ/v2' }) ?? '',
    baseSiteId: read.text('api.baseSiteId') ?? '',
    allowedBaseSites: read.list('api.allowedBaseSites'),
    isolatedBaseSites: readIsolatedBaseSites(read),
    allowUserIds: read.boolean('api.allowUserIds') ?? false,
    ...optional('catalogId', read.text('api.catalogId', { optional: true })),
    ...optional('catalogVersion', read.text('api.catalogVersion', { optional: true })),
    ...optional('defaultLanguage', read.text('api.defaultLanguage', { optional: true })),
    ...optional('defaultCurrency', read.text('api.defaultCurrency', { optional: true })),
    languages: read.record('api.languages', '{"de-AT":"de"}'),
    publicReads: readPublicReads(read),
    requestHeaders: readHeaderNames(read, 'api.requestHeaders'),
    responseHeaders: readHeaderNames(read, 'api.responseHeaders'),
    timeout: read.number('api.timeout', 30_000),
    bodyLimit: read.number('api.bodyLimit', 1024 * 1024),
    uploadLimit: read.number('api.uploadLimit', 10 * 1024 * 1024),
    callsPerSession: Math.ceil(read.number('api.callsPerSession', 100)),
    waitingCallsPerSession: read.number('api.waitingCallsPerSession', 1000),
    ...optional('host', read.text('api.host', { optional: true })),
  }
}

/** `auto`, or a list of base sites. */
function readIsolatedBaseSites(read: Reader): SapccApiConfig['isolatedBaseSites'] {
  const sites = read.list('api.isolatedBaseSites')
  return sites.length === 1 && sites[0] === 'auto' ? 'auto' : sites
}

/** SAP's addresses that lead to the shop itself, e.g. to its raw proxy. */
function refuseOwnAddresses(read: Reader, { publicUrl, api, oauth }: SapccConfig, env: ConfigSource['env'] = {}): void {
  const own = { publicUrl, port: env.NITRO_PORT ?? env.PORT }
  for (const [path, address] of [['api.uri', api.uri], ['oauth.uri', oauth.uri]] as const) {
    if (isOwnAddress(address, own)) read.problem(path, 'is the address of the shop itself: calls to SAP Commerce would come back to the shop for ever. Set the address that SAP Commerce is reached at.')
  }
}

function readHeaderNames(read: Reader, path: string): string[] {
  const names = read.list(path).map(name => name.toLowerCase())
  for (const name of names) {
    const problem = headerNameProblem(name)
    if (problem !== undefined) read.problem(path, `cannot be used: ${problem}.`)
  }
  return names
}

function readPublicReads(read: Reader): Record<string, number> {
  const example = '{"getProduct":60}'
  return Object.fromEntries(Object.entries(read.record('api.publicReads', example)).map(([operation, value]) => {
    const seconds = Number(value)
    if (!Number.isInteger(seconds) || seconds < 1) read.problem('api.publicReads', `needs whole seconds for ${operation}, for example ${example}.`)
    return [operation, seconds]
  }))
}

function readOAuth(read: Reader): SapccOAuthConfig {
  const uri = read.url('oauth.uri', { secure: true, example: 'https://api.example.com/authorizationserver' }) ?? ''
  const scope = read.text('oauth.scope', { optional: true }) ?? 'basic'
  const applicationOperations = read.list('oauth.applicationOperations')
  const endpoint = (path: string, fallback: string) => {
    const value = read.text(path, { optional: true }) ?? fallback
    return parseURL(value).protocol ? value : joinURL(uri, value)
  }
  return {
    uri,
    // Compared character by character (RFC 8414, section 3.3): a slash at its end belongs to it.
    issuer: read.text('oauth.issuer', { optional: true }) ?? uri,
    clientId: read.text('oauth.clientId') ?? '',
    ...optional('clientSecret', read.text('oauth.clientSecret', { optional: true })),
    scope,
    authorizationEndpoint: endpoint('oauth.authorizationEndpoint', '/oauth/authorize'),
    tokenEndpoint: endpoint('oauth.tokenEndpoint', '/oauth/token'),
    tokenRevokeEndpoint: endpoint('oauth.tokenRevokeEndpoint', '/oauth/revoke'),
    logoutEndpoint: readLogoutEndpoint(read, scope, endpoint),
    ...optional('redirectUri', readReturnAddress(read, 'oauth.redirectUri', 'callback')),
    ...optional('postLogoutRedirectUri', readReturnAddress(read, 'oauth.postLogoutRedirectUri', 'logout')),
    promptAfterSignOut: read.boolean('oauth.promptAfterSignOut') ?? true,
    authorizationParams: read.record('oauth.authorizationParams', '{"prompt":"login"}'),
    ...optional('pkceSupported', read.boolean('oauth.pkceSupported')),
    ...(applicationOperations.length > 0 ? { applicationOperations } : {}),
    tokenRetryIntervalInSeconds: read.number('oauth.tokenRetryIntervalInSeconds', 10),
    timeout: read.number('oauth.timeout', 10_000),
  }
}

/** `none` and `discover` as they are. Left empty it is discovered where the authorization server is asked for an ID token, as only OpenID providers give one. */
function readLogoutEndpoint(read: Reader, scope: string, endpoint: (path: string, fallback: string) => string): string {
  const value = read.text('oauth.logoutEndpoint', { optional: true }) ?? (scope.split(' ').includes('openid') ? 'discover' : 'none')
  return value === 'none' || value === 'discover' ? value : endpoint('oauth.logoutEndpoint', '')
}

/** Compared byte by byte by the authorization server: checked, and left exactly as it is. */
function readReturnAddress(read: Reader, path: string, route: string): string | undefined {
  const value = read.text(path, { optional: true })
  if (value !== undefined && !/^https?:$/.test(parseUrl(value)?.protocol ?? '')) {
    read.problem(path, `is not an http(s) address, for example https://shop.example.com/api/sapcc/auth/${route}.`)
  }
  return value
}

/** RFC 9106 and common practice: the least length of a password from which a key is derived. */
export const MIN_PASSWORD_LENGTH = 32

function readSession(read: Reader, production: boolean): SapccSessionConfig {
  const passwords = read.list('session.password')
  const [first, ...others] = passwords
  if (first === undefined) {
    read.problem('session.password', 'is missing: it encrypts the session cookies. Set at least 32 random characters, for example from `openssl rand -base64 32`.')
  }
  else if (production && passwords.some(password => password.length < MIN_PASSWORD_LENGTH)) {
    read.problem('session.password', `is shorter than ${MIN_PASSWORD_LENGTH} characters. Set a random one, for example from \`openssl rand -base64 32\`.`)
  }
  return {
    passwords: [first ?? '', ...others],
    store: readStore(read),
    maxAge: read.number('session.maxAge', 30 * 24 * 60 * 60),
    absoluteMaxAge: read.number('session.absoluteMaxAge', 365 * 24 * 60 * 60),
    cookieBudget: read.number('session.cookieBudget', 3584),
    gracePeriod: read.number('session.gracePeriod', 120),
    refreshMargin: read.number('session.refreshMargin', 30),
    ...optional('minRefreshInterval', read.optionalNumber('session.minRefreshInterval')),
    refreshWithoutStorage: read.boolean('session.refreshWithoutStorage') ?? false,
  }
}

function readSignIn(read: Reader): SapccSignInConfig {
  return {
    attemptsPerUser: read.number('signIn.attemptsPerUser', 10),
    attemptsPerAddress: read.number('signIn.attemptsPerAddress', 100),
    window: Math.max(1, read.number('signIn.window', 15 * 60)),
    ...optional('addressHeader', read.text('signIn.addressHeader', { optional: true })?.toLowerCase()),
    trustedProxies: Math.max(1, Math.trunc(read.number('signIn.trustedProxies', 1))),
  }
}

function readCart(read: Reader): SapccCartConfig {
  return {
    anonymous: read.boolean('cart.anonymous') ?? true,
    mergeOnSignIn: read.boolean('cart.mergeOnSignIn') ?? true,
  }
}

function readVisitor(read: Reader): SapccVisitorConfig {
  return {
    keepConsents: read.boolean('visitor.keepConsents') ?? false,
    keepPersonalization: read.boolean('visitor.keepPersonalization') ?? false,
  }
}

function readStore(read: Reader): SapccSessionConfig['store'] {
  const store = read.text('session.store', { optional: true }) ?? 'cookie'
  if (store === 'cookie' || store === 'storage') return store
  read.problem('session.store', 'is neither "cookie" nor "storage".')
  return 'cookie'
}

interface Reader {
  text: (path: string, options?: { optional?: boolean }) => string | undefined
  url: (path: string, options?: { optional?: boolean, secure?: boolean, example?: string }) => string | undefined
  number: (path: string, fallback: number) => number
  optionalNumber: (path: string) => number | undefined
  boolean: (path: string) => boolean | undefined
  /** @param example of what it should be */
  record: (path: string, example: string) => Record<string, string>
  list: (path: string) => string[]
  problem: (path: string, problem: string) => void
}

function createReader(source: ConfigSource, problems: ConfigProblem[]): Reader {
  const problem = (path: string, text: string) => {
    problems.push({ variable: variableName(path), problem: text })
  }

  function valueAt(path: string): unknown {
    let value = source.value
    for (const key of path.split('.')) value = isRecord(value) ? value[key] : undefined
    return value === '' || value === null ? undefined : value
  }

  /** Nuxt reads environment values that look like numbers or booleans as such; a client secret is neither. */
  function asText(path: string, value: unknown): string | undefined {
    if (typeof value === 'string') return value.trim()
    const raw = source.env?.[variableName(path)]
    if ((typeof value === 'number' || typeof value === 'boolean') && raw !== undefined) return raw.trim()
    if (Number.isSafeInteger(value)) return String(value)
    problem(path, `is a ${typeof value} where a text belongs. Write it in quotes, also in the environment: '"…"'.`)
    return undefined
  }

  const reader: Reader = {
    problem,
    text(path, options = {}) {
      const value = valueAt(path)
      if (value !== undefined) return asText(path, value)
      if (!options.optional) problem(path, 'is missing.')
      return undefined
    },
    url(path, options = {}) {
      const text = reader.text(path, options)
      if (text === undefined) return undefined
      const example = options.example ? `, for example ${options.example}` : ''
      const url = parseUrl(text)
      if (!url || !/^https?:$/.test(url.protocol)) {
        problem(path, `is not an http(s) address${example}.`)
      }
      else if (options.secure && url.protocol === 'http:' && !isLoopback(url.hostname)) {
        problem(path, 'must be https: tokens travel there. Plain http is allowed for this machine only (localhost, 127.0.0.1, [::1]).')
      }
      return withoutTrailingSlash(text)
    },
    number: (path, fallback) => reader.optionalNumber(path) ?? fallback,
    optionalNumber(path) {
      const value = valueAt(path)
      if (value === undefined) return undefined
      const number = typeof value === 'string' ? Number(value) : value
      if (typeof number === 'number' && Number.isFinite(number) && number >= 0) return number
      problem(path, 'is not a number, or is negative.')
      return undefined
    },
    boolean(path) {
      const value = valueAt(path)
      if (value === undefined || typeof value === 'boolean') return value
      if (value === 'true' || value === 1) return true
      if (value === 'false' || value === 0) return false
      problem(path, 'is neither true nor false.')
      return undefined
    },
    record(path, example) {
      const value = valueAt(path)
      if (value === undefined) return {}
      if (!isRecord(value)) {
        problem(path, `is not an object of texts, for example ${example}.`)
        return {}
      }
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, String(entry)]))
    },
    list(path) {
      const value = valueAt(path)
      if (value === undefined) return []
      const entries = Array.isArray(value) ? value as unknown[] : [value]
      return entries.map(entry => asText(path, entry)).filter(entry => entry !== undefined)
    },
  }
  return reader
}

/** `api.baseSiteId` → `NUXT_SAPCC_API_BASE_SITE_ID`, as Nuxt maps them. */
export function variableName(path: string): string {
  return `NUXT_SAPCC_${path.replaceAll('.', '_').replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}`
}

function optional<Key extends string, Value>(key: Key, value: Value | undefined): { [K in Key]?: Value } {
  return value === undefined ? {} : { [key]: value } as { [K in Key]?: Value }
}
