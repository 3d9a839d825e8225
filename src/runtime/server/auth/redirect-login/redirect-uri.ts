import { joinURL } from 'ufo'
import { isLoopback } from '../../config/loopback'
import { SapccConfigError } from '../../config/parse-config'
import type { SapccConfig } from '../../config/types'
import type { ServerRequest } from '../../platform/types'
import type { ShopPaths } from './app-path'

/**
 * Where the authorization server sends the browser back to; it compares byte by byte.
 *
 * @throws SapccConfigError when it is not known.
 */
export type RedirectUriOf = (request: ServerRequest) => string

/**
 * Comes from `oauth.redirectUri` or `publicUrl`, never from the request: behind
 * a proxy that ends TLS its host is often an internal one, and always the
 * sender's choice. Development on this machine is the one exception.
 */
export function createRedirectUri({ oauth, publicUrl }: Pick<SapccConfig, 'oauth' | 'publicUrl'>, { baseURL, apiPath }: ShopPaths): RedirectUriOf {
  const callback = joinURL(baseURL, apiPath, 'auth/callback')
  return (request) => {
    if (oauth.redirectUri !== undefined) return oauth.redirectUri
    if (publicUrl !== undefined) return new URL(publicUrl).origin + callback
    const local = import.meta.dev ? localOrigin(request) : undefined
    if (local !== undefined) return local + callback
    throw new SapccConfigError([{ variable: 'NUXT_SAPCC_PUBLIC_URL', problem: 'is missing: the login has to come back to the shop\'s address, for example https://shop.example.com.' }])
  }
}

/** Where a developer reaches the shop on this machine. */
function localOrigin(request: ServerRequest): string | undefined {
  const address = `http://${request.header('host')}`
  if (!URL.canParse(address)) return undefined
  const { hostname, origin } = new URL(address)
  return isLoopback(hostname) ? origin : undefined
}
