import { forwardingHeaders } from './client-address'
import type { AddressConfig, ForwardedRequest } from './client-address'

/** Says how to configure the proxy of a request for which `clientAddress` does not know it: one line, for the log. */
export function describeUnknownProxy(request: ForwardedRequest, { addressHeader, trustedProxies }: AddressConfig, address: string | undefined): string {
  const effect = address === undefined ? 'limits by address do not apply' : 'all clients of such a proxy are counted as one address'
  const name = 'Name the header in which your proxy puts the client\'s address: NUXT_SAPCC_SIGN_IN_ADDRESS_HEADER, for example x-forwarded-for.'
  if (addressHeader === undefined) return `Requests come through a proxy: ${effect}. ${name}`
  const begin = `A request came through a proxy with no usable address in ${addressHeader}, so that ${effect}.`
  if (request.header(addressHeader) === undefined) return `${begin} It has ${forwardingHeaders(request).join(', ')}. ${name}`
  return `${begin} The header is there, but entry ${trustedProxies} from the right is not an address. Check NUXT_SAPCC_SIGN_IN_TRUSTED_PROXIES.`
}
