/** Nuxt's extracted payload of a page, `/product/_payload.json`: the page's data, and kept where the page is kept. */
const PAYLOAD = /\/_payload\.js(?:on)?$/

/**
 * The path of the page whose payload is asked for.
 *
 * @param path without a query.
 * @returns `undefined` for what is no payload.
 */
export function pageOfPayload(path: string): string | undefined {
  return PAYLOAD.test(path) ? path.replace(PAYLOAD, '') || '/' : undefined
}
