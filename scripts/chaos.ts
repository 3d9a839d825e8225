/**
 * `npm run test:chaos -- [--rounds 1000] [--seed 42]`: random interleavings of calls, pages, outages and lost answers
 * against the real stand-in. The seed is printed and can be given again.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { runOrThrow } from './lib/run.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } })

await runOrThrow('vitest', ['run', '--project', 'chaos'], {
  env: {
    ...(values.rounds ? { CHAOS_ROUNDS: values.rounds } : {}),
    ...(values.seed ? { CHAOS_SEED: values.seed } : {}),
  },
  timeout: 6 * 60 * 60_000,
}).catch(() => {
  process.exitCode = 1
})
