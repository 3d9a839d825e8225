import type { SentMail } from './mail.ts'

/** Which authorization server the stand-in behaves like; see README.md. */
export type Generation = 'legacy' | 'jdk21'

/** Options of {@link startSap}. All have defaults. */
export interface SapOptions {
  /** `0` takes any free port. @default 0 */
  port?: number
  /** Address to listen on. @default '127.0.0.1' */
  host?: string
  /** @default 'jdk21' */
  generation?: Generation
  /** Seconds. @default 299 on jdk21, 43200 on legacy */
  accessTokenTtl?: number
  /** Seconds. @default 3600 on jdk21, 2592000 on legacy */
  refreshTokenTtl?: number
  /** Seconds that an expired access token is still accepted. @default 60 on jdk21 with its default lifetime, else 0 */
  clockSkew?: number
  /** Whether legacy replaces a refresh token on use (jdk21 always does). @default true */
  rotateRefreshTokens?: boolean
  /**
   * Whether legacy answers a second login of a customer with the tokens of the first while they are valid, as Spring's
   * `DefaultTokenServices` does, and ends the old access token when a new one is issued. @default false
   */
  sharedTokens?: boolean
  /** Redirect URIs allowed beside the module's own callback; compared byte for byte. @default [] */
  redirectUris?: string[]
  /** `Origin` values that SAP knows; every other one is refused with 403. @default [] */
  allowedOrigins?: string[]
  /** Address of a login page in the shop (`loginPageUri` of both clients), in place of SAP's own. @default none */
  loginPageUri?: string
  /**
   * Whether using a refresh token a second time ends the valid tokens of its login, as in Keycloak. SAP does not do
   * that; here it is the default, so that a test notices a token that is sent twice. @default true
   */
  replayEndsFamily?: boolean
  /** Whether `prompt=login` makes it ask for the password again. Spring Authorization Server, which SAP's is built on, does not know it. @default true */
  respectsPrompt?: boolean
  /** Base sites whose customers sign in as `email|site` only. @default [] */
  isolatedSites?: string[]
  /** The page of the shop that the link to a new password leads to, in a mail that the command prints. @default '/login/pw/change', as in SAP's mail template */
  passwordPath?: string
  /** Called with each mail that SAP would send. @default nothing is called */
  onMail?: (mail: SentMail) => void
}

/** The options with every default filled in. */
export interface SapSettings {
  port: number
  host: string
  generation: Generation
  accessTokenTtl: number
  refreshTokenTtl: number
  clockSkew: number
  rotateRefreshTokens: boolean
  sharedTokens: boolean
  redirectUris: string[]
  allowedOrigins: string[]
  loginPageUri: string | undefined
  replayEndsFamily: boolean
  respectsPrompt: boolean
  isolatedSites: string[]
  passwordPath: string
}

/** Fills in the defaults that SAP has for the chosen generation. */
export function resolveSettings(options: SapOptions = {}): SapSettings {
  const generation = options.generation ?? 'jdk21'
  const jdk21 = generation === 'jdk21'
  return {
    port: options.port ?? 0,
    host: options.host ?? '127.0.0.1',
    generation,
    accessTokenTtl: options.accessTokenTtl ?? (jdk21 ? 299 : 43_200),
    refreshTokenTtl: options.refreshTokenTtl ?? (jdk21 ? 3_600 : 2_592_000),
    // A test that sets a lifetime of five seconds expects tokens to end after five seconds.
    clockSkew: options.clockSkew ?? (jdk21 && options.accessTokenTtl === undefined ? 60 : 0),
    rotateRefreshTokens: jdk21 || (options.rotateRefreshTokens ?? true),
    sharedTokens: !jdk21 && (options.sharedTokens ?? false),
    redirectUris: options.redirectUris ?? [],
    allowedOrigins: options.allowedOrigins ?? [],
    loginPageUri: options.loginPageUri,
    replayEndsFamily: options.replayEndsFamily ?? true,
    respectsPrompt: options.respectsPrompt ?? true,
    isolatedSites: options.isolatedSites ?? [],
    passwordPath: options.passwordPath ?? '/login/pw/change',
  }
}

/**
 * Reads the options from environment variables, as `npm run sap` does. All of them begin with `SAP_`: the stand-in is
 * started in the environment of the shop, whose `PORT` and `HOST` are not meant for it.
 *
 * @throws Error that names the variable when a value cannot be used.
 */
export function optionsFromEnvironment(env: Record<string, string | undefined>): SapOptions {
  return {
    port: numberFrom(env, 'SAP_PORT', 0) ?? 9002,
    host: env.SAP_HOST || undefined,
    generation: generationFrom(env.SAP_GENERATION),
    accessTokenTtl: numberFrom(env, 'SAP_ACCESS_TOKEN_TTL', 1),
    refreshTokenTtl: numberFrom(env, 'SAP_REFRESH_TOKEN_TTL', 1),
    clockSkew: numberFrom(env, 'SAP_CLOCK_SKEW', 0),
    rotateRefreshTokens: booleanFrom(env, 'SAP_ROTATE_REFRESH_TOKENS'),
    sharedTokens: booleanFrom(env, 'SAP_SHARED_TOKENS'),
    redirectUris: listFrom(env.SAP_REDIRECT_URIS),
    allowedOrigins: listFrom(env.SAP_ALLOWED_ORIGINS),
    loginPageUri: env.SAP_LOGIN_PAGE_URI || undefined,
    replayEndsFamily: booleanFrom(env, 'SAP_REPLAY_ENDS_FAMILY'),
    respectsPrompt: booleanFrom(env, 'SAP_RESPECTS_PROMPT'),
    passwordPath: env.SAP_PASSWORD_PATH || undefined,
  }
}

function generationFrom(value: string | undefined): Generation | undefined {
  if (!value) return undefined
  if (value === 'legacy' || value === 'jdk21') return value
  throw new Error(`SAP_GENERATION must be "legacy" or "jdk21", got "${value}"`)
}

function numberFrom(env: Record<string, string | undefined>, name: string, least: number): number | undefined {
  const value = env[name]
  if (!value) return undefined
  const number = Number(value)
  if (!Number.isInteger(number) || number < least) {
    throw new Error(`${name} must be a whole number of at least ${least}, got "${value}"`)
  }
  return number
}

function booleanFrom(env: Record<string, string | undefined>, name: string): boolean | undefined {
  const value = env[name]
  if (!value) return undefined
  if (value === 'true' || value === 'false') return value === 'true'
  throw new Error(`${name} must be "true" or "false", got "${value}"`)
}

function listFrom(value: string | undefined): string[] | undefined {
  return value ? value.split(/[\s,]+/).filter(Boolean) : undefined
}
