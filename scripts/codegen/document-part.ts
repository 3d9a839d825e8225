/** Replaces the generated part of a document: the lines between `<!-- NAME: npm run generate -->` and `<!-- /NAME -->`. */
export function withGeneratedPart(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- ${name}: npm run generate -->`, `<!-- /${name} -->`]
  const [before, rest] = document.split(begin)
  const after = rest?.split(end)[1]
  if (before === undefined || after === undefined) throw new Error(`The document has no ${begin} … ${end}`)
  return `${before}${begin}\n${text}\n${end}${after}`
}
