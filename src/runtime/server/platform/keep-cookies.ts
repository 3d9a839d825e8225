/** The named cookies of a `Cookie` header. @returns an empty string when none is left. */
export function keepCookies(header: string, isKept: (name: string) => boolean): string {
  return header.split(';').filter(pair => isKept(pair.split('=', 1)[0]!.trim())).join(';').trim()
}
