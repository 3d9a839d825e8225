/** The address of a page's extracted payload, e.g. `/product/_payload.json`. It holds the page's data and is cached wherever the page is. */
const PAYLOAD = /\/_payload\.js(?:on)?$/

/**
 * The path of the page that a payload belongs to.
 *
 * @param path without a query.
 * @returns `undefined` when the path is not a payload's.
 */
export function pageOfPayload(path: string): string | undefined {
  return PAYLOAD.test(path) ? path.replace(PAYLOAD, '') || '/' : undefined
}
