import { getRequestURL } from 'h3'
import type { H3Event } from 'h3'
import { useRuntimeConfig } from 'nitropack/runtime'
import { joinURL } from 'ufo'
import { isLoopback } from '../../config/loopback'
import { SapccConfigError } from '../../config/parse-config'
import type { ServerContext } from '../../services'

/**
 * Where the authorization server sends the browser back to; it compares byte by byte.
 *
 * Comes from `oauth.redirectUri` or `publicUrl`, never from the request: behind
 * a proxy that ends TLS its host is often an internal one, and always the
 * sender's choice. Development on this machine is the one exception.
 */
export function redirectUri(event: H3Event, { config }: ServerContext): string {
  if (config.oauth.redirectUri !== undefined) return config.oauth.redirectUri
  const { app, public: { sapcc } } = useRuntimeConfig()
  const callback = joinURL(app.baseURL, sapcc.apiPath, 'auth/callback')
  if (config.publicUrl !== undefined) return new URL(config.publicUrl).origin + callback
  if (import.meta.dev) {
    const url = getRequestURL(event)
    if (isLoopback(url.hostname)) return url.origin + callback
  }
  throw new SapccConfigError([{ variable: 'NUXT_SAPCC_PUBLIC_URL', problem: 'is missing: the login has to come back to the shop\'s address, for example https://shop.example.com.' }])
}
