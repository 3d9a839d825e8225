import type { Nuxt } from '@nuxt/schema'
import { globSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { appFetchText } from '../../../src/build/app-fetch'

const textFor = (version: string) => appFetchText({ _version: version } as Nuxt)

afterEach(() => vi.unstubAllGlobals())

describe('the app\'s `$fetch`', () => {
  it.each(['3.21.0', '4.5.2'])('is the global variable of Nuxt %s, also one that a plugin has put in its place', async (version) => {
    const { currentFetch } = await import(`data:text/javascript,${encodeURIComponent(textFor(version))}`) as { currentFetch: () => unknown }
    for (const replacement of ['of Nuxt', 'of a plugin']) {
      vi.stubGlobal('$fetch', replacement)
      expect(currentFetch()).toBe(replacement)
    }
  })

  it('is an import of Nuxt 5, whose browser has no such variable', () => {
    expect(textFor('5.0.0-29830089.dc519522')).toMatch(/^import \{ \$fetch \} from '#imports'$/m)
    expect(textFor('5.0.0-29830089.dc519522')).not.toContain('globalThis')
  })

  it('is never taken from the global scope by the module itself', () => {
    const root = new URL('../../../src/runtime/app/', import.meta.url)
    const uses = globSync('**/*.ts', { cwd: root.pathname }).filter(file => /^(?!\s*(?:\*|\/\/|\/\*)).*(?<![\w`.])\$fetch\b(?!`)/m.test(readFileSync(new URL(file, root), 'utf8')))
    expect(uses).toEqual([])
  })
})
