import { crowdSize } from '../lib/part.ts'
import type { Part } from '../lib/part.ts'
import { hundredths, median } from '../lib/quantile.ts'
import { judged } from '../lib/rows.ts'
import { gatherCrowd } from '../lib/sessions.ts'
import { CALL, shopUrls, startShop } from '../lib/shop.ts'

/** Calls in all. */
const CALLS = 1_000_000

/** Seconds of one window, after which the memory is read. */
const WINDOW = 5

/**
 * The memory of a process over a million calls, with 10,000 sessions and the cache on: calls of customers and, in every
 * fourth window, reads that are kept. The last third of the windows is compared with the one before; the first third fills
 * what is bounded.
 */
export const memory: Part = {
  builds: ['with-module'],
  isOnDemand: true,
  async run(context) {
    const { upstream, keep, loads, writeCookies, isQuick, part } = context
    const shop = await keep(startShop('with-module', upstream, { NUXT_SAPCC_CACHE_ENABLED: 'true' }))
    if (shop.memory() === undefined) throw new Error('This system does not tell the memory of a process')
    const cookies = writeCookies(await gatherCrowd(shop.url, crowdSize(context)))
    const customers = { ...CALL, url: shopUrls(shop).getCart, cookies }
    const visitors = { ...CALL, url: `${shop.url}/api/sapcc/getProduct`, body: '[{"productCode":"1934793"}]' }
    const sizes: number[] = []
    let calls = 0
    for (let window = 0; calls < (isQuick ? 20_000 : CALLS) || sizes.length < 6; window++) {
      calls += (await loads.send(window % 4 === 3 ? visitors : customers, isQuick ? 1 : WINDOW)).requests
      sizes.push(shop.memory()!)
    }
    const third = Math.floor(sizes.length / 3)
    const [before, last] = [median(sizes.slice(third, 2 * third)), median(sizes.slice(-third))]
    const mb = (bytes: number) => Math.round(bytes / 1024 / 1024)
    return {
      rows: [judged({ name: 'memory', part, label: 'memory over a million calls, last third to the one before', value: hundredths(last / before), unit: 'ratio', better: 'less', goal: { atMost: 1.05 }, note: `${mb(last)} MB and ${mb(before)} MB, ${calls} calls` })],
    }
  },
}
