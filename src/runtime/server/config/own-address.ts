import { isLoopback } from './loopback'
import { parseUrl } from '../../shared/parse-url'

/** Where the shop itself is reached. */
export interface OwnAddress {
  /** `publicUrl`. */
  publicUrl: string | undefined
  /** The port that the server is configured to listen on. */
  port: string | undefined
}

/**
 * Whether an address of SAP's is the shop's own: calls to it would come back to
 * the shop without end.
 */
export function isOwnAddress(address: string, { publicUrl, port }: OwnAddress): boolean {
  const url = parseUrl(address)
  if (!url) return false
  const own = publicUrl === undefined ? undefined : parseUrl(publicUrl)
  if (own && portOf(own) === portOf(url) && (own.hostname === url.hostname || (isLoopback(own.hostname) && isLoopback(url.hostname)))) return true
  return port !== undefined && isLoopback(url.hostname) && portOf(url) === port
}

function portOf({ port, protocol }: URL): string {
  return port !== '' ? port : protocol === 'https:' ? '443' : '80'
}
