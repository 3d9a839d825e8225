import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/lib/run.ts'
import { Random } from './random.ts'
import { playRound } from './round.ts'
import type { RoundResult } from './round.ts'
import { startSetting } from './setting.ts'
import type { Setting, SettingOptions } from './setting.ts'

const rounds = Number(process.env.CHAOS_ROUNDS ?? 20)
const seed = Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31))

const SETTINGS: readonly (SettingOptions & { title: string })[] = [
  { title: 'legacy, one process, cookies', processes: 1, store: 'cookie', redis: false, kills: false, sap: { generation: 'legacy' } },
  // Tokens that live so shortly are also renewed ahead of calls, and end by themselves.
  { title: 'jdk21, one process, cookies', processes: 1, store: 'cookie', redis: false, kills: false, sap: { generation: 'jdk21', accessTokenTtl: 2 } },
  { title: 'four processes, Redis, cookies', processes: 4, store: 'cookie', redis: true, kills: false },
  { title: 'four processes that are killed, Redis, server-side sessions', processes: 4, store: 'storage', redis: true, kills: true },
]

describe.each(SETTINGS)('$title', ({ title, ...options }) => {
  let setting: Setting
  beforeAll(async () => {
    setting = await startSetting(options)
  })
  afterAll(() => setting?.stop())

  it(`loses no session in ${rounds} rounds from seed ${seed}`, async () => {
    const totals = { actions: 0, sessions: 0, refreshes: 0, dropped: 0, killed: 0 }
    for (let round = 0; round < rounds; round++) {
      const result = await playRound(setting, new Random(seed + round), `${seed + round}`)
      expect(result.violations, replay(title, seed + round, result, setting)).toEqual([])
      totals.actions += result.actions
      totals.sessions += result.sessions
      totals.refreshes += result.refreshes
      totals.dropped += result.exempt.dropped
      totals.killed += result.exempt.killed
    }
    const kills = setting.kills()
    console.log(`${title}, seed ${seed}: ${rounds} rounds, ${totals.sessions} sessions, ${totals.actions} actions, ${totals.refreshes} refreshes, `
      + `${kills.process} processes and ${kills.redis} times Redis killed, 0 violations. Exempt: ${totals.dropped} sessions whose rotation was answered `
      + `into a broken connection, ${totals.killed} whose rotation was answered to a process that was killed.`)
  }, rounds * 60_000)
})

/** How to see a violation again; what is known about it is written to a file. */
function replay(title: string, roundSeed: number, { violations, trace }: RoundResult, setting: Setting): string {
  const command = `npm run test:chaos -- --seed ${roundSeed} --rounds 1 --setting '${title}'`
  if (violations.length === 0) return command
  const folder = join(root, '.cache', 'chaos')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${roundSeed}.txt`)
  const json = (value: unknown) => JSON.stringify(value, undefined, 1)
  writeFileSync(file, [...violations, ...trace, json(setting.refreshes()), json(setting.sap.ledger()), setting.logs()].join('\n'))
  return `${command} (what happened: ${file})`
}
