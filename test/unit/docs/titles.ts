/** Titles of tests as they stand in a file, in whichever quotes. */
export function titlesIn(source: string): string[] {
  // `it('title',` and `it.each(…)('title',`
  return [...source.matchAll(/(?:\b(?:it|test|describe)|\))\(\s*(['`])((?:\\.|(?!\1).)*)\1\s*,/gs)].map(([, , title = '']) => title.replaceAll('\\\'', '\''))
}
