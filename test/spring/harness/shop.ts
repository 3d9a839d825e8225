import { afterAll, beforeAll } from 'vitest'
import { freePort } from '../../../scripts/lib/ports.ts'
import { startApp } from '../../harness/server.ts'
import type { RunningApp } from '../../harness/server.ts'
import { startOcc } from './occ.ts'
import type { Occ } from './occ.ts'
import { startSpring } from './server.ts'
import type { RunningSpring, SpringKind, SpringOptions } from './server.ts'
import { startTokenEndpoint } from './token-endpoint.ts'
import type { TokenEndpoint } from './token-endpoint.ts'

/** The clients of the authorization server that are a shop's; see `Clients.java`. */
export type SpringClient = 'storefront' | 'storefront_custom' | 'storefront_public'

/** How many shops one authorization server knows the addresses of. */
const MAX_SHOPS = 8

/** An authorization server for several shops; the fields are there once the tests run. */
export interface SharedSpring {
  spring: RunningSpring
  /** Where shops may listen: the redirect URIs there are registered. The first one has the login page. */
  ports: number[]
}

/** Starts one before the suite's tests and ends it afterwards: it takes longer to start than a shop. */
export function useSpring({ kind, ...lifetimes }: { kind: SpringKind } & Pick<SpringOptions, 'accessTokenTtl' | 'refreshTokenTtl'>): SharedSpring {
  const shared: SharedSpring = { spring: {} as RunningSpring, ports: [] }

  beforeAll(async () => {
    while (shared.ports.length < MAX_SHOPS) {
      const port = await freePort()
      if (!shared.ports.includes(port)) shared.ports.push(port)
    }
    const addresses = (route: string) => shared.ports.map(port => `http://127.0.0.1:${port}/api/sapcc/auth/${route}`)
    shared.spring = await startSpring({ kind, ...lifetimes, redirectUris: addresses('callback'), postLogoutRedirectUris: addresses('logout'), loginPageUri: `http://127.0.0.1:${shared.ports[0]}/login` })
  })

  afterAll(async () => {
    await shared.spring.stop?.()
  })

  return shared
}

/** A shop whose authorization server is Spring's. */
export interface SpringShop {
  spring: RunningSpring
  token: TokenEndpoint
  occ: Occ
  app: RunningApp
  /** Ends the newest access token before its time; its refresh token stays good. */
  expireAccessToken: () => Promise<void>
}

/** What {@link useSpringShop} starts. */
export interface SpringShopOptions {
  client?: SpringClient
  /** For the application. */
  env?: Record<string, string>
}

/**
 * Starts a shop before the suite's tests and ends it afterwards; the fields are there once the tests run.
 *
 * @param shared of an enclosing suite, or of the same one
 */
export function useSpringShop(shared: SharedSpring, { client = 'storefront', env }: SpringShopOptions = {}): SpringShop {
  const shop = {} as SpringShop
  const secret = client === 'storefront_public' ? undefined : `${client}-secret`

  beforeAll(async () => {
    const { spring } = shared
    const port = shared.ports.shift()
    if (port === undefined) throw new Error(`An authorization server knows ${MAX_SHOPS} shops`)
    shop.spring = spring
    shop.token = await startTokenEndpoint(`${spring.url}/oauth/token`)
    shop.occ = await startOcc(spring)
    shop.expireAccessToken = async () => {
      const token = shop.token.newest()
      const form = { token, token_type_hint: 'access_token', client_id: client, ...(secret === undefined ? {} : { client_secret: secret }) }
      await fetch(`${spring.url}/oauth/revoke`, { method: 'POST', headers: { accept: 'application/json' }, body: new URLSearchParams(form) })
      if (await spring.isActive(token)) throw new Error('The access token did not end')
    }
    shop.app = await startApp({
      port,
      env: {
        NUXT_SAPCC_API_URI: shop.occ.url,
        NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
        NUXT_SAPCC_OAUTH_URI: spring.url,
        NUXT_SAPCC_OAUTH_TOKEN_ENDPOINT: shop.token.url,
        NUXT_SAPCC_OAUTH_CLIENT_ID: client,
        NUXT_SAPCC_OAUTH_CLIENT_SECRET: secret ?? '',
        // Tokens expire more often here than they would by themselves.
        NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0',
        ...env,
      },
    })
  })

  afterAll(async () => {
    await shop.app?.stop()
    await shop.occ?.stop()
    await shop.token?.stop()
  })

  return shop
}
