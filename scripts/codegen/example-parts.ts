import { globSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { withGeneratedPart } from './document-part.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

/** Languages of code blocks, by the extension of the file, and how a comment is written in them. */
const LANGUAGES: Readonly<Record<string, { language: string, comment: (text: string) => string }>> = {
  '.vue': { language: 'vue', comment: text => `<!-- ${text} -->` },
  '.ts': { language: 'ts', comment: text => `// ${text}` },
  '.css': { language: 'css', comment: text => `/* ${text} */` },
  '.yaml': { language: 'yaml', comment: text => `# ${text}` },
  '': { language: 'dockerfile', comment: text => `# ${text}` },
}

/** A part of a document that is a file of an example: its name is the file's path. */
const EXAMPLE_PART = /^<!-- (examples\/.+): npm run generate -->$/gm

/** The files of examples that a document shows. */
export function examplesIn(text: string): string[] {
  return [...text.matchAll(EXAMPLE_PART)].map(([, path]) => path!)
}

/** The documents that show files of examples, as they have to be. */
export function documentsWithExamples(): { document: string, text: string }[] {
  return globSync('docs/*.md', { cwd: root.pathname }).map((document) => {
    const text = read(document)
    return { document, text: examplesIn(text).reduce((text, path) => withGeneratedPart(text, path, block(path)), text) }
  })
}

/** A file of an example as a code block. Its first line says where the file belongs in a shop. */
function block(path: string): string {
  const place = path.split('/').slice(2).join('/')
  const format = LANGUAGES[extname(path)]
  if (format === undefined) throw new Error(`${path}: no language is known for this extension`)
  return `\`\`\`${format.language}\n${format.comment(place)}\n${read(path).trimEnd()}\n\`\`\``
}
