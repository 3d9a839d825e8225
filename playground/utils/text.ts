/** SAP's texts may carry marks such as `<em>`; shown as text, they would be read as they stand. */
export function plainText(html: string | undefined): string {
  return (html ?? '').replace(/<[^>]*>/g, '')
}

/** A stable number between 0 and `range` for a text, so that a product always looks the same. */
export function hashOf(text: string, range: number): number {
  let hash = 0
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return hash % range
}

/** An ISO date as the shop shows it; the same on the server and in every browser. */
export function formatDate(iso: string | undefined): string {
  const date = new Date(iso ?? Number.NaN)
  if (Number.isNaN(date.getTime())) return ''
  const text = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  // Where there is little room, only the year goes to the next line.
  return text.replace(' ', '\u00A0')
}

/** A point in time as the shop shows it, by UTC: the server does not know the visitor's clock. @param time milliseconds since 1970. */
export function formatTime(time: number | undefined): string {
  if (time === undefined) return 'at an unknown time'
  const date = new Date(time)
  return `${formatDate(date.toISOString())}, ${date.toISOString().slice(11, 16)} UTC`
}
