import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../../scripts/lib/run.ts'
import { sourcesHash } from '../../../scripts/lib/sources-hash.ts'

describe('the hash of sources', () => {
  const sources = '.cache/sources-hash'
  const folder = join(root, sources)
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), text)
  }

  beforeAll(() => write('app/page.vue', 'a'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each<[string, () => void]>([
    ['a file changes', () => write('app/page.vue', 'b')],
    ['a file is added', () => write('app/more/page.vue', '')],
    ['a file has another name', () => {
      rmSync(join(folder, 'app/more/page.vue'))
      write('app/more/other.vue', '')
    }],
  ])('is another one when %s', (_, change) => {
    const before = sourcesHash([sources])
    change()
    expect(sourcesHash([sources])).not.toBe(before)
    expect(sourcesHash([sources])).toBe(sourcesHash([sources]))
  })

  it('is the same when only what is generated changes', () => {
    const before = sourcesHash([sources])
    for (const generated of ['.nuxt/types.d.ts', 'node_modules/x/index.js', '.output/server.mjs']) write(generated, 'x')
    expect(sourcesHash([sources])).toBe(before)
  })
})
