/**
 * `npm run test:chaos -- [--rounds 1000] [--seed 42] [--setting 'jdk21'] [--kind people] [--record]`: random
 * interleavings of calls, sign-ins and sign-outs, outages, lost answers and disturbed processes against the real
 * stand-in. The seed is printed and can be given again; with a setting's name, or a part of it, only that one is played,
 * with a kind only rounds of that kind. `--record` goes on after violations and appends the outcome to RECORD.md.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { runOrThrow } from './lib/run.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, seed: { type: 'string' }, setting: { type: 'string' }, kind: { type: 'string' }, record: { type: 'boolean' } },
})

const only = values.setting === undefined ? [] : ['-t', values.setting.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')]
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31))
// A record contains the rounds only.
const files = values.record || values.kind ? ['test/chaos/chaos.test.ts'] : []

await runOrThrow('vitest', ['run', '--project', 'chaos', ...only, ...files], {
  env: {
    CHAOS_SEED: seed,
    ...(values.rounds ? { CHAOS_ROUNDS: values.rounds } : {}),
    ...(values.kind ? { CHAOS_KIND: values.kind } : {}),
    ...(values.record ? { CHAOS_RECORD: '1' } : {}),
  },
  timeout: 48 * 60 * 60_000,
}).catch(() => {
  process.exitCode = 1
})
