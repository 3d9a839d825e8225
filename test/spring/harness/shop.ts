import { afterAll, beforeAll } from 'vitest'
import { freePort, startApp } from '../../harness/server.ts'
import type { RunningApp } from '../../harness/server.ts'
import { startOcc } from './occ.ts'
import type { Occ } from './occ.ts'
import { startSpring } from './server.ts'
import type { RunningSpring, SpringKind, SpringOptions } from './server.ts'
import { startTokenEndpoint } from './token-endpoint.ts'
import type { TokenEndpoint } from './token-endpoint.ts'

/** The clients of the authorization server that are a shop's; see `Clients.java`. */
export type SpringClient = 'storefront' | 'storefront_custom' | 'storefront_public'

/** A shop whose authorization server is Spring's. */
export interface SpringShop {
  spring: RunningSpring
  token: TokenEndpoint
  occ: Occ
  app: RunningApp
}

/** What {@link useSpringShop} starts. */
export interface SpringShopOptions extends Pick<SpringOptions, 'accessTokenTtl' | 'refreshTokenTtl'> {
  kind: SpringKind
  client?: SpringClient
  /** For the application. */
  env?: Record<string, string>
}

/** Starts all of it before the suite's tests and ends it afterwards; the fields are there once the tests run. */
export function useSpringShop({ kind, client = 'storefront', env, ...lifetimes }: SpringShopOptions): SpringShop {
  const shop = {} as SpringShop

  beforeAll(async () => {
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    shop.spring = await startSpring({ kind, ...lifetimes, redirectUris: [`${url}/api/sapcc/auth/callback`], loginPageUri: `${url}/login` })
    shop.token = await startTokenEndpoint(`${shop.spring.url}/oauth/token`)
    shop.occ = await startOcc(shop.spring)
    shop.app = await startApp({
      port,
      env: {
        NUXT_SAPCC_API_URI: shop.occ.url,
        NUXT_SAPCC_API_BASE_SITE_ID: 'electronics',
        NUXT_SAPCC_OAUTH_URI: shop.spring.url,
        NUXT_SAPCC_OAUTH_TOKEN_ENDPOINT: shop.token.url,
        NUXT_SAPCC_OAUTH_CLIENT_ID: client,
        NUXT_SAPCC_OAUTH_CLIENT_SECRET: client === 'storefront_public' ? '' : `${client}-secret`,
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
    await shop.spring?.stop()
  })

  return shop
}
