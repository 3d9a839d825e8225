/**
 * Whether a host is this machine. RFC 8252, section 7.3, names the literals;
 * `localhost` resolves to them.
 *
 * @param hostname as `URL` gives it: lower case, IPv6 in brackets.
 */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
