import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ASSISTED_SERVICE_PREFIX, createAssistedService } from './assisted-service.ts'
import { CLIENTS } from './auth/clients.ts'
import { AUTH_PREFIX } from './auth/context.ts'
import { createAuthServer } from './auth/server.ts'
import { Faults, type Fault } from './control/faults.ts'
import { Ledger, type GrantEntry, type LedgerEntries, type RevocationEntry, type WriteEntry } from './control/ledger.ts'
import { RequestLog, type LoggedRequest } from './control/request-log.ts'
import { CONTROL_PREFIX, handleControl, type Controls } from './control/server.ts'
import { Stats, type SapStats } from './control/stats.ts'
import { sendJson } from './http.ts'
import type { SentMail } from './mail.ts'
import { createOccServer, OCC_PREFIX } from './occ/server.ts'
import { overview } from './overview.ts'
import { resolveSettings, type SapOptions, type SapSettings } from './options.ts'
import { Shop } from './shop/shop.ts'

export type { Fault, GrantEntry, LoggedRequest, RevocationEntry, SapOptions, SapSettings, SapStats, SentMail, WriteEntry }

/** A running stand-in for SAP Commerce. */
export interface SapStandIn {
  /** `http://127.0.0.1:{port}`, without a trailing slash. */
  url: string
  port: number
  /** The environment variables by which a shop with `nuxt-sapcc` uses this stand-in. */
  env: Record<string, string>
  settings: SapSettings
  close: () => Promise<void>
  /** A copy of the counters. */
  stats: () => SapStats
  /** Restores the initial state of shop, tokens, counters, faults and logs. */
  reset: () => void
  /** Switches faults on, in addition to those that are on. */
  faults: (...faults: Fault[]) => void
  clearFaults: () => void
  ledger: () => LedgerEntries
  /** The last OCC requests, of one operation or of all. */
  requests: (operationId?: string) => LoggedRequest[]
  /** Refuses all access tokens issued so far, of one user or of all; refresh tokens stay valid. */
  expireAccessTokens: (user?: string) => number
  /** Ends all sessions: every token and every hosted login. */
  revokeSessions: () => void
  /** Ends every token of one customer, as an administrator would. */
  revokeCustomer: (user: string) => void
  /** The one-time code that a customer was sent with a token id. */
  sentCode: (tokenId: string) => string | undefined
  /** The token in the link that a customer was sent to set a new password. */
  sentRestoreToken: (user: string) => string | undefined
  /** Gives an empty cart to every customer without one. */
  giveCarts: () => void
  /** Changes the behaviour of a legacy server from now on, until `reset`; see the options of the same names. */
  changeTokens: (manners: Partial<Pick<SapSettings, 'sharedTokens' | 'rotateRefreshTokens'>>) => void
}

/**
 * Starts a stand-in for SAP Commerce: authorization server, OCC and controls on one port. Several can run in one
 * process and share nothing.
 *
 * @example
 * const sap = await startSap({ generation: 'jdk21', accessTokenTtl: 5 })
 * await fetch(`${sap.url}/occ/v2/electronics/products/search?query=camera`)
 * await sap.close()
 */
export async function startSap(options: SapOptions = {}): Promise<SapStandIn> {
  const settings = resolveSettings(options)
  const { sharedTokens, rotateRefreshTokens } = settings
  const [stats, ledger, faults, requests, shop] = [new Stats(), new Ledger(), new Faults(), new RequestLog(), new Shop(options.onMail)]

  let handle: (req: IncomingMessage, res: ServerResponse) => Promise<void> = async (_req, res) => sendJson(res, 503, { error: 'starting' })
  const server = createServer((req, res) => {
    handle(req, res).catch((error: unknown) => {
      if (res.headersSent) res.destroy()
      else sendJson(res, 500, { error: 'server_error', error_description: error instanceof Error ? error.message : 'unknown' })
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.port, settings.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const port = portOf(server.address())
  const url = `http://${settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host}:${port}`

  const auth = await createAuthServer(url, {
    settings,
    stats,
    ledger,
    faults,
    accounts: {
      authenticate: (username, password) => shop.customers.authenticate(plainName(username, settings.isolatedSites), password)?.customerId,
      exists: accountId => shop.customers.byId(accountId) !== undefined,
    },
    accountName: accountId => shop.customers.byId(accountId)?.uid,
  })
  const occ = createOccServer({ settings, shop, auth, stats, ledger, log: requests, faults })

  const assistedService = createAssistedService({ settings, shop, auth, log: requests })

  const controls: Controls = {
    stats: () => stats.snapshot(),
    reset: () => {
      Object.assign(settings, { sharedTokens, rotateRefreshTokens })
      shop.reset()
      auth.revokeSessions()
      stats.clear()
      faults.clear()
      ledger.clear()
      requests.clear()
    },
    addFaults: list => faults.add(list),
    clearFaults: () => faults.clear(),
    listFaults: () => faults.list(),
    expireAccessTokens: user => auth.expireAccessTokens(user === undefined ? undefined : shop.customers.byUid(user)?.customerId ?? ''),
    revokeSessions: () => auth.revokeSessions(),
    revokeCustomer: user => auth.revokeAccount(shop.customers.byUid(user)?.customerId ?? ''),
    sentCode: tokenId => shop.customers.sentCode(tokenId),
    sentRestoreToken: user => shop.customers.sentRestoreToken(user),
    ledger,
    requests,
    health: () => ({ status: 'UP', generation: settings.generation, accessTokenTtl: settings.accessTokenTtl, refreshTokenTtl: settings.refreshTokenTtl, clockSkew: settings.clockSkew }),
  }

  handle = async (req, res) => {
    const [path = '/', search = ''] = splitUrl(req.url ?? '/')
    const query = new URLSearchParams(search)
    if (path.startsWith(`${OCC_PREFIX}/`)) await occ(req, res, path.slice(OCC_PREFIX.length), query)
    else if (path.startsWith(`${ASSISTED_SERVICE_PREFIX}/`)) await assistedService(req, res, path.slice(ASSISTED_SERVICE_PREFIX.length), query)
    else if (path.startsWith(`${AUTH_PREFIX}/`)) await auth.handle(req, res, path.slice(AUTH_PREFIX.length), query)
    else if (path.startsWith(`${CONTROL_PREFIX}/`)) await handleControl(controls, req, res, path.slice(CONTROL_PREFIX.length), query)
    else if (path === '/') sendJson(res, 200, overview(url, settings))
    else sendJson(res, 404, { error: 'not found' })
  }

  return {
    url,
    port,
    env: shopEnvironment(url),
    settings,
    close: () => new Promise((resolve, reject) => {
      server.close(error => error ? reject(error) : resolve())
      server.closeAllConnections()
    }),
    stats: controls.stats,
    reset: controls.reset,
    faults: (...list) => faults.add(list),
    clearFaults: controls.clearFaults,
    ledger: () => ledger.snapshot(),
    requests: operationId => requests.list(operationId),
    expireAccessTokens: controls.expireAccessTokens,
    revokeSessions: controls.revokeSessions,
    revokeCustomer: controls.revokeCustomer,
    sentCode: controls.sentCode,
    sentRestoreToken: controls.sentRestoreToken,
    giveCarts: () => shop.giveCarts('electronics'),
    changeTokens: (manners) => {
      if (settings.generation === 'legacy') Object.assign(settings, manners)
    },
  }
}

function shopEnvironment(url: string): Record<string, string> {
  return {
    NUXT_SAPCC_API_URI: `${url}${OCC_PREFIX}`,
    NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
    NUXT_SAPCC_OAUTH_URI: `${url}${AUTH_PREFIX}`,
    NUXT_SAPCC_OAUTH_CLIENT_ID: CLIENTS.confidential.id,
    NUXT_SAPCC_OAUTH_CLIENT_SECRET: CLIENTS.confidential.secret,
  }
}

/** Parsed by hand, because `URL` would resolve `..` and hide what was really sent. */
function splitUrl(url: string): [path: string, search: string] {
  const mark = url.indexOf('?')
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)]
}

/** At an isolated base site only `email|site` is a customer's name. Ids of one-time codes are no customer names. */
function plainName(username: string, isolatedSites: readonly string[]): string {
  const [name = '', site] = username.split('|')
  if (site !== undefined) return isolatedSites.includes(site) ? name : username
  return isolatedSites.length > 0 && name.includes('@') ? '' : name
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The stand-in listens on a port')
  return address.port
}
