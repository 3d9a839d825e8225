import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url)
const folders = readdirSync(new URL('src/', root), { recursive: true, withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(entry => `${entry.parentPath}/${entry.name}`.slice(root.pathname.length))

/** The first two lines of a folder's README, and the list of its files after them, if there is one. */
function readmeOf(folder: string): { sentences: string[], list: string[] } {
  const file = new URL(`${folder}/README.md`, root)
  expect(existsSync(file), `${folder}/README.md is missing`).toBe(true)
  const [first = '', second = '', empty, ...list] = readFileSync(file, 'utf8').split('\n')
  expect([empty, ...list].at(-1)).toBe('')
  return { sentences: [first, second], list: list.slice(0, -1) }
}

describe('each folder of src', () => {
  it.each(folders)('%s says in two lines what lives there and what does not', (folder) => {
    expect(readmeOf(folder).sentences).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/\.$/)])
  })

  const listed = folders.filter(folder => readmeOf(folder).list.length > 0)

  it('has a list of its files where there are many', () => {
    const large = folders.filter(folder => readdirSync(new URL(folder, root)).filter(name => name !== 'README.md').length > 16)
    expect(large).toContain('src/runtime/server/session')
    // Its folders and files are in the table of CONTRIBUTING.md.
    expect(large.filter(folder => !listed.includes(folder))).toEqual(['src/runtime/server'])
  })

  it.each(listed)('%s lists each of its files once, with a line about it', (folder) => {
    const { list } = readmeOf(folder)
    expect(list).toEqual(list.map(() => expect.stringMatching(/^- (?:`[\w.-]+\/?`(?:, )?)+: .+[^.]$/)))
    const named = list.flatMap(line => [...line.slice(0, line.indexOf(': ')).matchAll(/`([\w.-]+)\/?`/g)].map(([, name]) => name!))
    expect(named.sort()).toEqual(readdirSync(new URL(folder, root)).filter(name => name !== 'README.md').sort())
  })
})

describe('CONTRIBUTING.md', () => {
  it('has a rank for each folder of the server', () => {
    const contributing = readFileSync(new URL('CONTRIBUTING.md', root), 'utf8')
    const names = folders.filter(folder => /^src\/runtime\/server\/[^/]+$/.test(folder)).map(folder => folder.split('/').at(-1)!)
    const ranked = [...contributing.matchAll(/^\| \d+ \| (.*?) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!))
    expect(names.filter(name => !ranked.includes(name))).toEqual([])
  })
})
