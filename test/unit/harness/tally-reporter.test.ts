import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { root } from '../../../scripts/lib/run.ts'

const folder = join(root, '.cache', 'tally-reporter')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')

const PASSES = `import { it } from 'vitest'\nit('passes', () => {})\n`

/** Runs vitest with the reporter. @param files of its suites, by name. */
async function run(name: string, suites: Record<string, string>): Promise<{ code: number, lines: string[] }> {
  const work = join(folder, name.replaceAll(/\W+/g, '-'))
  for (const [suite, source] of Object.entries(suites)) {
    mkdirSync(join(work, suite), { recursive: true })
    writeFileSync(join(work, suite, 'a.test.ts'), source)
  }
  const projects = Object.keys(suites).map(suite => ({ test: { name: suite, include: [`${suite}/*.test.ts`], maxWorkers: 1 } }))
  writeFileSync(join(work, 'vitest.config.js'), `export default ${JSON.stringify({ test: { reporters: [join(root, 'test/setup/tally-reporter.ts')], projects } })}`)
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--root', work], { cwd: work }, (error, stdout) => {
      resolve({ code: error ? 1 : 0, lines: stdout.trim().split('\n') })
    })
  })
}

describe('the last line of a test run', () => {
  it.each([
    ['tests that pass', PASSES, '1 passed, 0 failed'],
    ['a failed test', `${PASSES}it('fails', () => { throw new Error('x') })`, '1 passed, 1 failed'],
    ['a file that breaks before its first test', 'throw new Error("x")', '0 passed, 1 failed'],
    ['a hook that fails', `import { beforeAll, describe } from 'vitest'\n${PASSES}describe('a', () => { beforeAll(() => { throw new Error('x') }); it('b', () => {}) })`, '1 passed, 1 failed, 1 skipped'],
    ['an error outside of any test', `${PASSES}void Promise.reject(new Error('x'))`, '1 passed, 1 failed'],
    ['a run without any test', `import { it } from 'vitest'\nit.skip('a', () => {})`, '0 passed, 1 failed, 1 skipped'],
  ])('counts %s', async (name, source, line) => {
    const { code, lines } = await run(name, { a: source })
    expect(lines.at(-1)).toBe(line)
    expect(code).toBe(/ 0 failed/.test(line) ? 0 : 1)
  }, 30_000)

  it('is the sum of those of the suites', async () => {
    const { lines } = await run('suites', { one: PASSES, two: `${PASSES}it('fails', () => { throw new Error('x') })` })
    expect(lines).toEqual(expect.arrayContaining(['one      1 passed, 0 failed', 'two      1 passed, 1 failed']))
    expect(lines.at(-1)).toBe('2 passed, 1 failed')
  }, 30_000)
})
