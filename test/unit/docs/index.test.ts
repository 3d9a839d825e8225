import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pictures } from '../../../scripts/codegen/pictures'
import { llmsText, readIndex } from '../../../scripts/lib/documentation'

const root = new URL('../../../', import.meta.url)

describe('docs/index.md', () => {
  const index = readIndex()

  it('has each guide once, in reading order', () => {
    const listed = index.groups.flatMap(({ pages }) => pages.map(({ file }) => file))
    expect(listed.toSorted()).toEqual(globSync('*.md', { cwd: new URL('docs/', root).pathname }).filter(file => file !== 'index.md').sort())
    expect(listed[0]).toBe('getting-started.md')
  })

  it('is what llms.txt is made of', () => {
    expect(readFileSync(new URL('docs/llms.txt', root), 'utf8')).toBe(llmsText(index))
    expect(llmsText(index)).toMatch(/^# nuxt-sapcc\n\n> .+\n/)
  })

  it('refuses a line that is no page', () => {
    expect(() => readIndex('## A\n- [B](./b.md) without a colon')).toThrow('without a colon')
    expect(() => readIndex('- [B](./b.md): before a heading')).toThrow('before a heading')
  })
})

describe('docs/pictures', () => {
  it('are what `npm run generate` draws, and are shown', () => {
    const documents = globSync('docs/*.md', { cwd: root.pathname }).map(path => readFileSync(new URL(path, root), 'utf8')).join('\n')
    expect(globSync('docs/pictures/*', { cwd: root.pathname }).sort()).toEqual([...Object.keys(pictures), 'docs/pictures/performance.svg'].sort())
    for (const [path, draw] of Object.entries(pictures)) {
      expect(readFileSync(new URL(path, root), 'utf8')).toBe(draw())
      const address = path.replace('docs/', './')
      expect([`](${address})`, `src="${address}"`, `srcset="${address}"`].some(shown => documents.includes(shown)), path).toBe(true)
    }
  })
})
