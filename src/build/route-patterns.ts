import { withLeadingSlash, withoutBase, withoutTrailingSlash } from 'ufo'

/** Splits a path, or a pattern of a Nitro route, into segments. @param baseURL base URL of the app, which is removed from its beginning. */
export function patternSegments(pattern: string, baseURL = '/'): string[] {
  return withoutTrailingSlash(withoutBase(withLeadingSlash(pattern), baseURL)).split('/').filter(Boolean)
}

/** Whether a segment of a pattern matches any single segment. */
export const isDynamic = (segment: string | undefined) => segment === '*' || segment?.startsWith(':') === true

/** Finds an example of a path below `base` that `pattern` matches; `undefined` when there is none. */
export function commonPath(pattern: readonly string[], base: readonly string[]): string[] | undefined {
  const path: string[] = []
  for (const [index, segment] of base.entries()) {
    const wanted = pattern[index]
    if (wanted?.startsWith('**')) return [...base, '_']
    if (wanted === undefined || (wanted !== segment && !isDynamic(wanted))) return undefined
    path.push(segment)
  }
  const rest = pattern.slice(base.length).map(segment => isDynamic(segment) || segment.startsWith('**') ? '_' : segment)
  // The base path itself is not a route.
  return rest.length === 0 ? undefined : [...path, ...rest]
}
