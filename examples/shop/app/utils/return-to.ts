/** Where to go after the sign-in: a path of this shop. An address elsewhere may come from a forged link. */
export function returnPath(value: unknown, fallback = '/account'): string {
  const path = String(value ?? '')
  return /^\/(?![\\/])/.test(path) ? path : fallback
}
