/**
 * `npm run test:soak -- [--requests 100000] [--seed 42]`: mixed hostile load against one production process, whose
 * memory has to stay flat. The seed is printed and can be given again.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { runOrThrow } from './lib/run.ts'

const { values } = parseArgs({ options: { requests: { type: 'string', default: '60000' }, seed: { type: 'string' } } })

await runOrThrow('vitest', ['run', '--project', 'soak'], {
  env: {
    SOAK_REQUESTS: values.requests,
    ...(values.seed ? { SOAK_SEED: values.seed } : {}),
  },
  timeout: 6 * 60 * 60_000,
}).catch(() => {
  process.exitCode = 1
})
