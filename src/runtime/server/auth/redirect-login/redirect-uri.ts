import { isLoopback } from '../../config/loopback'
import { SapccConfigError } from '../../config/config-error'
import type { SapccConfig } from '../../config/types'
import type { ServerRequest } from '../../platform/types'
import { authPath } from './app-path'
import type { ShopPaths } from './app-path'

/**
 * Makes the address to which the authorization server sends the browser back. That server compares it byte by byte.
 *
 * @throws SapccConfigError when it is not known.
 */
export type RedirectUriOf = (request: ServerRequest) => string

/**
 * The address comes from `oauth.redirectUri` or `publicUrl`, never from the request:
 * behind a proxy that ends TLS the request's host is often an internal one, and any
 * client can choose it. The one exception is development on this machine.
 */
export function createRedirectUri({ oauth, publicUrl }: Pick<SapccConfig, 'oauth' | 'publicUrl'>, paths: ShopPaths): RedirectUriOf {
  return createReturnAddress({ configured: oauth.redirectUri, publicUrl, path: authPath(paths, 'callback') })
}

/** Makes the address to which the authorization server sends the browser after it has ended its own session; in the same way. */
export function createPostLogoutRedirectUri({ oauth, publicUrl }: Pick<SapccConfig, 'oauth' | 'publicUrl'>, paths: ShopPaths): RedirectUriOf {
  return createReturnAddress({ configured: oauth.postLogoutRedirectUri, publicUrl, path: authPath(paths, 'logout') })
}

function createReturnAddress({ configured, publicUrl, path }: { configured: string | undefined, publicUrl: string | undefined, path: string }): RedirectUriOf {
  return (request) => {
    if (configured !== undefined) return configured
    if (publicUrl !== undefined) return new URL(publicUrl).origin + path
    const local = import.meta.dev ? localOrigin(request) : undefined
    if (local !== undefined) return local + path
    throw new SapccConfigError([{ variable: 'NUXT_SAPCC_PUBLIC_URL', problem: 'is missing: the login has to come back to the shop\'s address, for example https://shop.example.com.' }])
  }
}

/** The origin at which a developer reaches the shop on this machine. */
function localOrigin(request: ServerRequest): string | undefined {
  const address = `http://${request.header('host')}`
  if (!URL.canParse(address)) return undefined
  const { hostname, origin } = new URL(address)
  return isLoopback(hostname) ? origin : undefined
}
