import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SESSION_CLAIMS } from './session-claims.ts'
import { sentencesOf } from './sentences.ts'
import { titlesIn } from './titles.ts'

const text = readFileSync(new URL('../../../docs/sessions.md', import.meta.url), 'utf8')

describe('docs/sessions.md', () => {
  it('has no sentence without a test, or a reason why it needs none', () => {
    expect(SESSION_CLAIMS.map(([sentence]) => sentence)).toEqual(sentencesOf(text).map(sentence => sentence.text))
  })

  const names = new Set(SESSION_CLAIMS.flatMap(([, shownBy]) => typeof shownBy === 'string' ? [] : shownBy))

  it.each([...names])('names a test that exists: %s', (name) => {
    const [, path = '', title = ''] = /^(\S+\.test\.ts): (.+)$/s.exec(name) ?? []
    const file = new URL(`../../${path}`, import.meta.url)
    expect(existsSync(file)).toBe(true)
    expect(titlesIn(readFileSync(file, 'utf8'))).toContain(title)
  })
})

describe('the sentences of a document', () => {
  it('are those of its paragraphs, points and rows', () => {
    expect(sentencesOf('# One\n\nFirst, `a.b` of 3.5.\nSecond: this.\n\n```ts\nNo. Sentence.\n```\n\n- A point\n  that goes on. And on.\n- Another\n\n| Head | . |\n|---|---|\n| a | B. C |\n## Two\n**Third.** `x` is.')).toEqual([
      ...['First, `a.b` of 3.5.', 'Second: this.', 'A point that goes on.', 'And on.', 'Another', '| a | B. C |'].map(sentence => ({ section: 'One', text: sentence })),
      ...['**Third.**', '`x` is.'].map(sentence => ({ section: 'Two', text: sentence })),
    ])
  })
})
