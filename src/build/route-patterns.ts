import { withLeadingSlash, withoutBase, withoutTrailingSlash } from 'ufo'

/** The segments of a path or of a pattern of Nitro's. @param baseURL of the app, with which it may begin. */
export function patternSegments(pattern: string, baseURL = '/'): string[] {
  return withoutTrailingSlash(withoutBase(withLeadingSlash(pattern), baseURL)).split('/').filter(Boolean)
}

/** Whether a segment of a pattern stands for any one segment. */
export const isDynamic = (segment: string | undefined) => segment === '*' || segment?.startsWith(':') === true

/** One path below the base that the pattern matches, too; `undefined` when there is none. */
export function commonPath(pattern: readonly string[], base: readonly string[]): string[] | undefined {
  const path: string[] = []
  for (const [index, segment] of base.entries()) {
    const wanted = pattern[index]
    if (wanted?.startsWith('**')) return [...base, '_']
    if (wanted === undefined || (wanted !== segment && !isDynamic(wanted))) return undefined
    path.push(segment)
  }
  const rest = pattern.slice(base.length).map(segment => isDynamic(segment) || segment.startsWith('**') ? '_' : segment)
  // The base itself is no route.
  return rest.length === 0 ? undefined : [...path, ...rest]
}
