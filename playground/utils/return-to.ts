/** Where to go after the sign-in: a path of this shop, whatever the address says. */
export function safeReturnTo(value: unknown): string {
  const path = typeof value === 'string' ? value : ''
  // Browsers read `/\host` and `//host` as another origin.
  return /^\/(?![/\\])[^\\\s]*$/.test(path) ? path : '/account'
}
