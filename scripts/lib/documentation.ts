import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Folder of the guides. */
export const documents = join(import.meta.dirname, '..', '..', 'docs')

/** A page of the documentation, as docs/index.md lists it. */
export interface Page {
  title: string
  /** File in `docs`. */
  file: string
  description: string
}

/** The documentation in reading order. */
export interface DocumentationIndex {
  groups: { title: string, pages: Page[] }[]
}

/**
 * Reads docs/index.md: headings, and lists of `- [title](./file.md): description`.
 *
 * @throws Error when a line of a list has another form.
 */
export function readIndex(text = readFileSync(join(documents, 'index.md'), 'utf8')): DocumentationIndex {
  const groups: DocumentationIndex['groups'] = []
  for (const line of text.split('\n')) {
    if (line.startsWith('## ')) groups.push({ title: line.slice(3), pages: [] })
    if (!line.startsWith('- ')) continue
    const [, title, file, description] = /^- \[(.+?)\]\(\.\/([\w-]+\.md)\): (.+)$/.exec(line) ?? []
    const group = groups.at(-1)
    if (!group || !title || !file || !description) throw new Error(`docs/index.md: not a page: ${line}`)
    group.pages.push({ title, file, description })
  }
  return { groups }
}

/** The text of llms.txt (llmstxt.org): what the documentation has, for readers that are programs. */
export function llmsText({ groups }: DocumentationIndex): string {
  const sections = groups.map(({ title, pages }) => `## ${title}\n\n${pages.map(({ title, file, description }) => `- [${title}](./${file}): ${description}`).join('\n')}`)
  return `# nuxt-sapcc

> A Nuxt module between a shop and SAP Commerce Cloud (OCC): every OCC operation is a typed method, in the app (\`useSdk().sapcc\`) and on the server (\`useServerSdk(event).sapcc\`). An expired token is renewed once and the call repeated, in the browser and while rendering; tokens stay in httpOnly cookies or on the server.

Calls are methods under SAP's names, with one object of parameters: \`useSdk().sapcc.getProduct({ productCode, fields: 'FULL' })\`. Data of a page is read with \`useSapccData('getProduct', () => ({ productCode }))\`, the cart with \`useSapccCart()\`, the session with \`useSapccSession()\`; all are auto-imported. A failed call rejects with a \`SapccError\`, whose \`data.type\` says why. Settings are variables of the environment (\`NUXT_SAPCC_…\`).

${sections.join('\n\n')}
`
}
