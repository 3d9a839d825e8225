import { encodeQuery } from './parameter-values'

/** Parameters that the shop adds to all calls of a request, e.g. `cmsTicketId`. */
export type SiteQuery = Readonly<Record<string, string | number | boolean | undefined>>

/** Whether the shop adds any parameter. */
export function hasSiteQuery(query: SiteQuery | undefined): boolean {
  return query !== undefined && Object.values(query).some(value => value !== undefined)
}

/**
 * The shop's parameters as pieces of a query.
 *
 * @param isGiven whether the call has a parameter of that name itself, which wins.
 */
export function siteQueryPairs(query: SiteQuery | undefined, isGiven: (name: string) => boolean): string[] {
  if (query === undefined) return []
  return Object.entries(query)
    .filter(([name, value]) => value !== undefined && value !== '' && !isGiven(name))
    .map(([name, value]) => `${encodeQuery(name)}=${encodeQuery(String(value))}`)
}
