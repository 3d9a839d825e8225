/**
 * Whether the code runs on a server. Nuxt knows it at build time: code of the Nuxt app asks `import.meta.client` first, so
 * that what follows is left out of the browser's scripts.
 */
export function isOnServer(): boolean {
  return typeof window === 'undefined'
}
