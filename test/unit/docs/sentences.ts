/** A sentence of a document, a point of a list or a row of a table. */
export interface Sentence {
  /** The heading above it. */
  section: string
  text: string
}

/** What a document says, sentence by sentence, without headings, code and the heads of tables. */
export function sentencesOf(markdown: string): Sentence[] {
  const found: Sentence[] = []
  let section = ''
  let paragraph: string[] = []
  function endParagraph(): void {
    const text = paragraph.join(' ').replace(/\s+/g, ' ').trim()
    paragraph = []
    // Not within `a.b` or "3.5": the next sentence begins with a capital, a name in code, a link or an emphasis.
    for (const sentence of text.split(/(?<=[.:!?]\**)\s+(?=[A-Z`*[“"])/)) if (sentence !== '') found.push({ section, text: sentence })
  }
  for (const line of markdown.replace(/```[\s\S]*?```/g, '\n').split('\n')) {
    const isRow = line.startsWith('|')
    if (isRow || /^(?:#|- |\s*$)/.test(line)) endParagraph()
    if (line.startsWith('#')) section = line.replace(/^#+\s*/, '')
    // The row above it was the head.
    else if (/^\|[-| ]+\|$/.test(line)) found.pop()
    else if (isRow) found.push({ section, text: line })
    else paragraph.push(line.replace(/^- /, ''))
  }
  endParagraph()
  return found
}
