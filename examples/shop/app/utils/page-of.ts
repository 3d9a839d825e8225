/** The page that an address wants (`?page=2`), as SAP counts: from 0. */
export function pageOf({ query }: { query: Record<string, unknown> }): number {
  return Math.max(1, Number.parseInt(String(query.page)) || 1) - 1
}
