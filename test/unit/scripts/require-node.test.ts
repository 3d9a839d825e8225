import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { root } from '../../../scripts/lib/run.ts'
import { temporaryFolder } from '../temporary-folder'

const execute = promisify(execFile)

/** Runs a script with the check before it, in a repository of its own. */
async function runScript(options: { installed: boolean, typescript: boolean }): Promise<{ stdout: string, stderr: string }> {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'scripts'))
  copyFileSync(join(root, 'scripts/require-node.js'), join(folder, 'scripts/require-node.js'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'scripts/hello.js'), 'console.log("hello")')
  if (options.installed) {
    mkdirSync(join(folder, 'node_modules/nuxt'), { recursive: true })
    writeFileSync(join(folder, 'node_modules/nuxt/package.json'), '{}')
  }
  const flags = options.typescript ? [] : ['--no-experimental-strip-types']
  return await execute(process.execPath, [...flags, '--import', './scripts/require-node.js', 'scripts/hello.js'], { cwd: folder, env: {} })
}

describe('the check before each script', () => {
  it('lets a script start on a Node that runs TypeScript', async () => {
    expect((await runScript({ installed: true, typescript: true })).stdout).toBe('hello\n')
  })

  it.each([
    ['npm ci where nothing is installed', { installed: false, typescript: true }, /Run `npm ci` in .+ first/],
    ['npm rebuild on a Node that does not run TypeScript', { installed: true, typescript: false }, /Run `npm rebuild node --ignore-scripts=false`/],
  ])('advises %s', async (_, options, advice) => {
    await expect(runScript(options)).rejects.toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(advice) as unknown })
  })
})
