import { createRequire } from 'node:module'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'

/** Options of {@link startStandIn}. The package itself (`startSap` of `nuxt-sapcc-stand-in`) has more. */
export interface StandInOptions {
  /** Origin at which the tests reach the shop: it becomes `NUXT_SAPCC_PUBLIC_URL` in `env`. */
  shopUrl?: string
  /** `0` takes any free port. @default 0 */
  port?: number
  /** Which of SAP's authorization servers it behaves like. @default 'jdk21' */
  generation?: 'jdk21' | 'legacy'
  /** Seconds. A few of them let a test see how an expired token is renewed. @default 299 on jdk21, 43200 on legacy */
  accessTokenTtl?: number
  /** Seconds. @default 3600 on jdk21, 2592000 on legacy */
  refreshTokenTtl?: number
}

/** A failure that the stand-in answers with in place of a result. */
export interface StandInFault {
  target: 'token' | 'revoke' | 'authorize' | 'csrf' | 'login' | 'occ'
  /** Only this operation of OCC, by its name. @default all */
  operationId?: string
  status?: number
  body?: unknown
  delayMs?: number
  /** Ends the connection without an answer: before or after the request took effect. */
  drop?: 'before' | 'after'
  /** How many requests fail. @default all, until `clearFaults` */
  count?: number
}

/** What a stand-in has counted. */
export interface StandInStats {
  token: {
    total: number
    /**
     * How requests ended, by `grant_type` (`password`, `authorization_code`, `refresh_token`, `client_credentials`, `other`);
     * absent where there was none. `invalid_grant`: refused because of the token or the password; `error`: refused
     * otherwise; `faulted`: met a fault of the test's.
     */
    byGrant: Partial<Record<string, { success: number, invalid_grant: number, error: number, faulted: number }>>
  }
  /** Answers by status; `dropped` where the connection was ended. */
  occ: { total: number, byStatus: Partial<Record<string, number>> }
  revocations: number
}

/** A running stand-in for SAP Commerce. */
export interface StandIn {
  /** Its origin, without a trailing slash. */
  url: string
  /**
   * Variables by which a shop uses it: addresses, client, `NUXT_SAPCC_SESSION_PASSWORD`, and `NUXT_SAPCC_PUBLIC_URL` when
   * `shopUrl` is given. `NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL` is 0, so that a test may let tokens expire as often as it likes.
   */
  env: Record<string, string>
  close: () => Promise<void>
  /** Restores the initial state of shop, tokens, faults and logs. */
  reset: () => void
  faults: (...faults: StandInFault[]) => void
  clearFaults: () => void
  /** What has been requested since the start or the last `reset()`. */
  stats: () => StandInStats
  /** The last requests to OCC, of one operation or of all. */
  requests: (operationId?: string) => { operationId?: string, method: string, status?: number }[]
  /** Refuses all access tokens issued so far, of one customer or of all; refresh tokens stay valid. */
  expireAccessTokens: (user?: string) => number
  /** Ends every token of one customer, as an administrator would. */
  revokeCustomer: (user: string) => void
  /** The one-time code that a customer was sent with the id of a token (`createVerificationToken`). */
  sentCode: (tokenId: string) => string | undefined
  /** The token in the link that a customer was sent to set a new password (`sendPasswordRestoreToken`). */
  sentRestoreToken: (user: string) => string | undefined
}

const NAME = 'nuxt-sapcc-stand-in'

/**
 * Starts the stand-in for SAP Commerce, when the project has it: `npm install --save-dev nuxt-sapcc-stand-in`. Its customers
 * are `jane@example.com` and `john@example.com`, with the password `Password1!`.
 *
 * @throws Error that says what to install when the project does not have it.
 *
 * @example
 * const sap = await startStandIn({ shopUrl: 'http://127.0.0.1:4010' })
 * await setup({ port: 4010, env: sap.env })
 */
export async function startStandIn({ shopUrl, ...options }: StandInOptions = {}): Promise<StandIn> {
  const { startSap } = await import(/* @vite-ignore */ pathToFileURL(locate()).href) as { startSap: (options: object) => Promise<StandIn> }
  const sap = await startSap(options)
  return {
    ...sap,
    env: {
      ...sap.env,
      NUXT_SAPCC_SESSION_PASSWORD: 'a session password that only tests use',
      // Within the interval of production a second expiry, or a revocation, would look as if nothing had been done about it.
      NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0',
      ...(shopUrl ? { NUXT_SAPCC_PUBLIC_URL: shopUrl } : {}),
    },
  }
}

/** Where the project has it: this module's package may not see the project's dependencies, as with pnpm. */
function locate(): string {
  try {
    return createRequire(join(process.cwd(), 'package.json')).resolve(NAME)
  }
  catch (cause) {
    throw new Error(`startStandIn() needs the package ${NAME}: npm install --save-dev ${NAME}`, { cause })
  }
}
