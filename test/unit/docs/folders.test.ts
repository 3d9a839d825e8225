import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url)
const folders = readdirSync(new URL('src/', root), { recursive: true, withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(entry => `${entry.parentPath}/${entry.name}`.slice(root.pathname.length))

describe('each folder of src', () => {
  it.each(folders)('%s says in two lines what lives there and what does not', (folder) => {
    const file = new URL(`${folder}/README.md`, root)
    expect(existsSync(file), `${folder}/README.md is missing`).toBe(true)
    const lines = readFileSync(file, 'utf8').split('\n')
    expect(lines).toEqual([expect.stringMatching(/\.$/), expect.stringMatching(/\.$/), ''])
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
