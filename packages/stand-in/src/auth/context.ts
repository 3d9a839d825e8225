import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Provider } from 'oidc-provider'
import type { Faults } from '../control/faults.ts'
import type { Ledger } from '../control/ledger.ts'
import type { Stats } from '../control/stats.ts'
import type { SapSettings } from '../options.ts'
import type { AccessTokenRecord, AccessTokens } from './access-tokens.ts'
import type { HostedSessions } from './hosted-session.ts'
import type { Accounts } from './provider.ts'
import type { SharedTokens } from './shared-tokens.ts'

/** Path of the authorization server. */
export const AUTH_PREFIX = '/authorizationserver'

/** State and functions that the endpoints of the authorization server share. */
export interface AuthContext {
  settings: SapSettings
  provider: Provider
  /** The library's request handler. */
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>
  accounts: Accounts
  accountName: (accountId: string) => string | undefined
  accessTokens: AccessTokens
  sessions: HostedSessions
  shared: SharedTokens
  stats: Stats
  ledger: Ledger
  faults: Faults
  /** The access token of an `Authorization: Bearer` header if it is valid, else `undefined`. */
  authenticateBearer: (authorization: string | undefined) => Promise<AccessTokenRecord | undefined>
}
