import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const documents = globSync(['*.md', 'docs/*.md', 'packages/*/README.md', 'examples/**/*.md'], { exclude: path => path.includes('node_modules') })

/** Lines in blocks of a shell that are commands: not settings, and not the name of a file. */
function commandsIn(text: string): string[] {
  return [...text.matchAll(/^```(?:sh|bash|shell)\n(.*?)^```$/gms)].flatMap(([, block = '']) => block.split('\n')).filter(line => /^[a-z.]/.test(line))
}

describe('commands in documents', () => {
  it.each(documents)('have no comment behind them, which zsh takes for arguments, in %s', (document) => {
    expect(commandsIn(readFileSync(document, 'utf8')).filter(line => /\s#/.test(line))).toEqual([])
  })

  it('are found', () => {
    expect(commandsIn(readFileSync('README.md', 'utf8'))).toContain('npm ci && npm test')
  })
})
