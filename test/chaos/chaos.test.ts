import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/lib/run.ts'
import { kindsOf } from './kinds.ts'
import type { KindName } from './kinds.ts'
import { Random } from './random.ts'
import { appendRecord, recordLine } from './record.ts'
import { playRound } from './round.ts'
import type { RoundResult } from './round.ts'
import { startSetting } from './setting.ts'
import type { Setting } from './setting.ts'
import { SETTINGS } from './settings.ts'
import { Tally } from './tally.ts'

/** `npm test` always plays the same rounds; `npm run test:chaos` plays others. */
const seed = Number(process.env.CHAOS_SEED ?? 1)
const only = process.env.CHAOS_KIND as KindName | undefined
/** Goes on after a violation, and counts: for a record of many rounds. */
const isRecorded = process.env.CHAOS_RECORD === '1'

// Not `describe.each`, which shortens long titles: the command for a replay could not name them.
for (const { title, rounds: usual, ...options } of SETTINGS) describe(title, () => {
  const rounds = Number(process.env.CHAOS_ROUNDS ?? usual)
  let setting: Setting
  beforeAll(async () => {
    setting = await startSetting(options)
  })
  afterAll(() => setting?.stop())

  it(`loses no session, brings none back and mixes none up in ${rounds} rounds from seed ${seed}`, async () => {
    const kinds = kindsOf(setting)
    const tally = new Tally()
    for (let number = 0; number < rounds; number++) {
      const random = new Random(seed + number)
      // A seed's kind is its own, so that it can be played alone; a few seeds in a row play all of them.
      const kind = only ?? kinds[(seed + number) % kinds.length]!
      const result = await playRound(setting, random, `${seed + number}`, kind)
      tally.add(result)
      const advice = replay(title, seed + number, kind, result, setting)
      if (!isRecorded) expect(result.violations, advice).toEqual([])
      else if (result.violations.length > 0) {
        console.log(`${advice}\n${result.violations.join('\n')}`)
        setting.heal()
      }
    }
    console.log(`${title}, seed ${seed}: ${rounds} rounds, ${tally.summary(setting.disturbed())}`)
    if (isRecorded) appendRecord(recordLine({ title, seed, rounds, kind: only ?? 'all', tally }))
    expect(tally.failedRounds, 'rounds with violations').toBe(0)
  }, rounds * 120_000)
})

/** How to see a violation again; what is known about it is written to a file. */
function replay(title: string, roundSeed: number, kind: KindName, { violations, trace }: RoundResult, setting: Setting): string {
  const command = `npm run test:chaos -- --seed ${roundSeed} --rounds 1 --kind ${kind} --setting '${title}'`
  if (violations.length === 0) return command
  const folder = join(root, '.cache', 'chaos')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `${roundSeed}.txt`)
  const json = (value: unknown) => JSON.stringify(value, undefined, 1)
  writeFileSync(file, [...violations, ...trace, json(setting.refreshes()), json(setting.sap.ledger()), setting.logs()].join('\n'))
  return `${command} (what happened: ${file})`
}
