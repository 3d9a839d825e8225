/**
 * `npm run test:chaos -- [--rounds 1000] [--seed 42] [--setting 'jdk21'] [--kind people] [--record] [--metrics]`: random
 * interleavings of calls, sign-ins and sign-outs, outages, lost answers and disturbed processes against the real
 * stand-in. The seed is printed and can be given again; with a setting's name, or a part of it, only that one is played,
 * with a kind only rounds of that kind. `--record` goes on after violations and appends the outcome to RECORD.md.
 * `--metrics` lets a Prometheus scrape the servers each second, and draws what the dashboard of the documentation shows of
 * the run: docs/pictures/dashboard.svg.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { measureRun } from '../test/chaos/metrics/measure-run.ts'
import { runOrThrow } from './lib/run.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, seed: { type: 'string' }, setting: { type: 'string' }, kind: { type: 'string' }, record: { type: 'boolean' }, metrics: { type: 'boolean' } },
})

const only = values.setting === undefined ? [] : ['-t', values.setting.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')]
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31))
// A record contains the rounds only, and so do metrics.
const files = values.record || values.kind || values.metrics ? ['test/chaos/chaos.test.ts'] : []

const play = (env: NodeJS.ProcessEnv = {}) => runOrThrow('vitest', ['run', '--project', 'chaos', '--project', 'soak', ...only, ...files], {
  env: {
    CHAOS_SEED: seed,
    ...(values.rounds ? { CHAOS_ROUNDS: values.rounds } : {}),
    ...(values.kind ? { CHAOS_KIND: values.kind } : {}),
    ...(values.record ? { CHAOS_RECORD: '1' } : {}),
    ...env,
  },
  timeout: 48 * 60 * 60_000,
})

const named = (['rounds', 'setting', 'kind'] as const).flatMap(name => values[name] === undefined ? [] : [`--${name} ${/\s/.test(values[name]) ? `'${values[name]}'` : values[name]}`])
const command = ['npm run test:chaos -- --metrics', `--seed ${seed}`, ...named].join(' ')

await (values.metrics ? measureRun(command, targets => play({ CHAOS_METRICS: targets })) : play()).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
