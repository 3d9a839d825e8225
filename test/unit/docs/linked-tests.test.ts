import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { IN_REPOSITORY } from './repository-links.ts'
import { titlesIn } from './titles.ts'

const document = (name: string) => new URL(`../../../docs/${name}`, import.meta.url)
const text = readFileSync(document('security.md'), 'utf8')
const linksIn = (name: string) => [...readFileSync(document(name), 'utf8').matchAll(/\[([^\]]+)\]\((https:[^)]+\/test\/[^)]+\.test\.ts)\)/g)].map(([, title = '', address = '']) => [address.replace(IN_REPOSITORY, ''), title] as const)

describe.each([['security.md', 60], ['session-tests.md', 40]] as const)('docs/%s', (name, least) => {
  const links = linksIn(name)

  it('links to tests', () => {
    expect(links.length).toBeGreaterThan(least)
  })

  it.each(links)('links to a test that exists: %s, %s', (path, title) => {
    const file = fileURLToPath(new URL(`../../../${path}`, import.meta.url))
    expect(existsSync(file)).toBe(true)
    expect(titlesIn(readFileSync(file, 'utf8'))).toContain(title)
  })
})

describe('docs/security.md', () => {
  it('has a test for everything that is met', () => {
    const met = text.split('\n').filter(line => /^\|[^|]+\| met \|/.test(line))
    expect(met.length).toBeGreaterThan(20)
    expect(met.filter(line => !/\]\(https:[^)]+\/test\//.test(line))).toEqual([])
  })
})
