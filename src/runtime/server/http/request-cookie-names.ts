import { isLoopback } from '../config/loopback'
import type { ServerRequest } from '../platform/types'
import { createCookieNames } from './cookie-names'
import type { CookieNames } from './cookie-names'

/** Development servers on one machine differ by their port only. */
const MAX_PORTS = 16

/** Whose cookies they are. */
interface Shop {
  publicUrl: string | undefined
  clientId: string
  /** Path of the app. */
  baseURL: string
}

/** The names of a shop's cookies by its address; in development without `publicUrl` by the port of the request. */
export function createRequestCookieNames({ publicUrl, clientId, baseURL }: Shop): (request: Pick<ServerRequest, 'header'>) => CookieNames {
  const namesFor = (origin: string) => createCookieNames({ origin, baseURL, clientId, isSecure: isSecure(publicUrl) })
  if (publicUrl !== undefined || !import.meta.dev) {
    const names = namesFor(publicUrl === undefined ? '' : new URL(publicUrl).origin)
    return () => names
  }
  const byPort = new Map<string, CookieNames>()
  return (request) => {
    const port = /:(\d+)$/.exec(request.header('host') ?? '')?.[1] ?? ''
    const known = byPort.get(port)
    if (known) return known
    const names = namesFor(port)
    if (byPort.size < MAX_PORTS) byPort.set(port, names)
    return names
  }
}

/** Without `publicUrl` https is assumed; and current browsers accept `Secure` cookies on loopback, too. */
function isSecure(publicUrl: string | undefined): boolean {
  if (publicUrl === undefined) return true
  const { protocol, hostname } = new URL(publicUrl)
  return protocol === 'https:' || isLoopback(hostname)
}
