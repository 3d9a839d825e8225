import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { useShop } from '../harness/shop.ts'
import { Random } from './random.ts'
import { playRound } from './round.ts'

const rounds = Number(process.env.CHAOS_ROUNDS ?? 40)
const seed = Number(process.env.CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31))

describe.each(['legacy', 'jdk21'] as const)('sessions under races and faults (%s)', (generation) => {
  const shop = useShop({ sap: { generation } })

  it(`loses none in ${rounds} rounds with one process and cookies (replay with --seed ${seed})`, async () => {
    const totals = { calls: 0, refreshes: 0, exempt: 0 }
    for (let round = 0; round < rounds; round++) {
      const result = await playRound({ sap: shop.sap, servers: [shop.app.url] }, new Random(seed + round), `${seed + round}`)
      if (result.violations.length > 0 && process.env.CHAOS_LEDGER) console.log(JSON.stringify(shop.sap.ledger().grants, undefined, 1), shop.app.logs())
      expect(result.violations, `round ${round}: npm run test:chaos -- --seed ${seed + round} --rounds 1`).toEqual([])
      totals.calls += result.calls
      totals.refreshes += result.refreshes
      totals.exempt += result.exempt
    }
    console.log(`${generation}: ${rounds} rounds, ${totals.calls} actions, ${totals.refreshes} refreshes, 0 violations; ${totals.exempt} sessions ended with a rotation whose answer reached nobody`)
  }, 60 * 60_000)
})
