import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { root } from '../../../scripts/lib/run.ts'

it('the generator of the operations runs in plain Node, which resolves no import without its extension', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', 'console.log(typeof (await import("./scripts/codegen/operations.ts")).generateOperationFiles)'], { cwd: root })
  expect(stdout.trim()).toBe('function')
})
