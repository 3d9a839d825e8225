/**
 * `npm run test:chaos -- [--rounds 1000] [--seed 42] [--setting 'jdk21']`: random interleavings of calls, pages,
 * outages, lost answers and killed processes against the real stand-in. The seed is printed and can be given again; with
 * a setting's name, or a part of it, only that one is played.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { runOrThrow } from './lib/run.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' }, setting: { type: 'string' } } })

const only = values.setting === undefined ? [] : ['-t', values.setting.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')]

await runOrThrow('vitest', ['run', '--project', 'chaos', ...only], {
  env: {
    ...(values.rounds ? { CHAOS_ROUNDS: values.rounds } : {}),
    ...(values.seed ? { CHAOS_SEED: values.seed } : {}),
  },
  timeout: 12 * 60 * 60_000,
}).catch(() => {
  process.exitCode = 1
})
