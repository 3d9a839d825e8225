/** The text of a comment as a cell of a table in `docs`. */
export function tableCell(text: string): string {
  return linked(text.replaceAll('|', '\\|'))
}

/** Turns `docs/carts.md` into a link that is relative to the folder `docs`. */
export function linked(text: string): string {
  return text.replace(/docs\/([\w-]+\.md)(#[\w-]+)?/g, '[$1](./$1$2)')
}
