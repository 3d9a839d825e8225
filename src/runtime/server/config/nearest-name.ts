/** Longer names are not compared: they are no typing errors, and it would take time. */
const longestName = 80

/**
 * The candidate that takes the fewest edits (insert, delete, replace) to be
 * made of a name, whatever the case of its letters.
 *
 * @param most edits that are no other name yet; by default half of it has to be right.
 */
export function nearestName(name: string, candidates: Iterable<string>, most = Math.floor(name.length / 2)): string | undefined {
  if (name.length > longestName) return undefined
  let nearest: string | undefined
  let fewest = most + 1
  for (const candidate of candidates) {
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase(), fewest)
    if (edits < fewest) [nearest, fewest] = [candidate, edits]
  }
  return nearest
}

/** Levenshtein distance, or `enough` as soon as it cannot be less. */
function editDistance(a: string, b: string, enough: number): number {
  if (Math.abs(a.length - b.length) >= enough) return enough
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      current.push(Math.min(
        above[column]! + 1,
        current[column - 1]! + 1,
        above[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1),
      ))
    }
    if (Math.min(...current) >= enough) return enough
    above = current
  }
  return above[b.length]!
}
