import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { IN_REPOSITORY, isShipped } from './repository-links.ts'

const root = new URL('../../../', import.meta.url)
const guides = readdirSync(new URL('docs/', root)).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)
const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/llms.txt', 'examples/README.md', 'packages/stand-in/README.md', ...guides]

/** As GitHub makes them: lower case, spaces as hyphens, without other punctuation. */
function anchorsOf(text: string): string[] {
  const withoutCode = text.replace(/^```[\s\S]+?^```/gm, '')
  return [...withoutCode.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title!.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replaceAll(' ', '-'))
}

describe('links', () => {
  it.each(documents)('of %s lead somewhere', (path) => {
    const own = new URL(path, root)
    const links = [...readFileSync(own, 'utf8').matchAll(/\]\((?!mailto:)([^)\s]+)\)/g)].map(([, target]) => target!).filter(target => !/^https?:/.test(target) || IN_REPOSITORY.test(target))
    const broken = links.filter((link) => {
      const target = IN_REPOSITORY.test(link) ? new URL(link.replace(IN_REPOSITORY, ''), root) : new URL(link, own)
      if (!existsSync(new URL(target.pathname, root))) return true
      return target.hash !== '' && !anchorsOf(readFileSync(new URL(target.pathname, root), 'utf8')).includes(decodeURIComponent(target.hash.slice(1)))
    })
    expect(broken).toEqual([])
  })

  // The rest of the repository is not there where the module is installed.
  it.each(documents.filter(isShipped))('of %s lead to nothing that the package does not have, but for addresses', (path) => {
    const targets = [...readFileSync(new URL(path, root), 'utf8').matchAll(/\]\((?!https?:|mailto:|#)([^)\s]+)\)/g)].map(([, target]) => new URL(target!, new URL(path, root)).pathname.slice(root.pathname.length))
    expect(targets.filter(target => !isShipped(target))).toEqual([])
  })
})

describe('README.md', () => {
  const readme = readFileSync(new URL('README.md', root), 'utf8')

  it('points to each guide', () => {
    expect(guides.filter(path => !readme.includes(`](./${path})`))).toEqual([])
  })

  it('has the two commands, and can be read in one go', () => {
    for (const command of ['npm ci && npm run dev', 'npm ci && npm test']) expect(readme).toMatch(new RegExp(`^${command}(?: +#.*)?$`, 'm'))
    const shown = readme.replace(/<details>.*?<\/details>/gs, '')
    expect(shown.split('\n').length).toBeLessThan(150)
  })
})
