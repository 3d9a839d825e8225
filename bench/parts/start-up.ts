import type { Part } from '../lib/part.ts'
import { hundredths, median } from '../lib/quantile.ts'
import { judged } from '../lib/rows.ts'
import { timeStart } from '../lib/servers.ts'
import { serverEntry, shopSettings } from '../lib/shop.ts'
import type { BuildName } from '../lib/shop.ts'

/** Pairs of starts. */
const PAIRS = 15

/** At most 40 ms more, on a machine where the shop without the module needs 168 ms. */
const GOAL = { atMost: 1.24 }

/** From the start of a production server's process to its first page: with the module and without, by turns. */
export const startUp: Part = {
  builds: ['with-module', 'without-module'],
  async run({ part, upstream, isQuick }) {
    const pairs: { on: number, off: number }[] = []
    // The first pair reads the files from the disk, and does not count.
    for (let pair = -1; pair < (isQuick ? 2 : PAIRS); pair++) {
      const times = { on: 0, off: 0 }
      for (const side of pair % 2 === 0 ? ['on', 'off'] as const : ['off', 'on'] as const) times[side] = await firstPage(side === 'on' ? 'with-module' : 'without-module', upstream)
      if (pair >= 0) pairs.push(times)
    }
    const added = median(pairs.map(({ on, off }) => on - off))
    const [on, off] = [median(pairs.map(({ on }) => on)), median(pairs.map(({ off }) => off))]
    return {
      rows: [
        judged({ name: 'startUp', part, label: 'added to the first page after the start', value: hundredths(added), unit: 'ms', better: 'less', note: `${Math.round(on)} ms with the module, ${Math.round(off)} without` }),
        judged({ name: 'startUpRatio', part, label: 'first page after the start, with to without', value: hundredths(median(pairs.map(({ on, off }) => on / off))), unit: 'ratio', better: 'less', goal: GOAL }),
      ],
    }
  },
}

async function firstPage(name: BuildName, upstream: string): Promise<number> {
  const { server, milliseconds } = await timeStart(serverEntry(name), shopSettings(upstream), '/')
  await server.stop()
  return milliseconds
}
