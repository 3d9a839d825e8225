/** `URL.parse`, which Node 20 does not have. */
export function parseUrl(address: string, base?: URL | string): URL | undefined {
  return URL.canParse(address, base) ? new URL(address, base) : undefined
}
