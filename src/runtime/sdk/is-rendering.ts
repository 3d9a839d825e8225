/** Whether the code runs on a server, where pages are rendered. In the scripts of a Nuxt app it is known when they are built: `import.meta.client` removes what asks for it. */
export function isRendering(): boolean {
  return typeof window === 'undefined'
}
