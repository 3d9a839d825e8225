import { gzipSync } from 'node:zlib'
import { QUICK_PLAN, crowdSize, inRounds } from '../lib/part.ts'
import type { Part, PartContext } from '../lib/part.ts'
import { measure } from '../lib/measure.ts'
import type { Plan, Started, Target } from '../lib/measure.ts'
import { compare } from '../lib/ratios.ts'
import { judged } from '../lib/rows.ts'
import type { Row } from '../lib/rows.ts'
import { startServer } from '../lib/servers.ts'
import type { BenchServer } from '../lib/servers.ts'
import { gatherCrowd, signIn } from '../lib/sessions.ts'
import { startShop, withCookie } from '../lib/shop.ts'
import { PRODUCT_READS } from '../app/app/reads.ts'

/** Milliseconds that SAP takes for a read. */
const SAP_TIME = { BENCH_DELAY: '100' }

const CACHE = { NUXT_SAPCC_CACHE_ENABLED: 'true' }

/** How many pages are asked for at once where it does not matter. */
const AT_ONCE = 10

const READS = Object.keys(PRODUCT_READS).length

/** A page as a browser asks for it, one after the other: rounds are then about the time of one page. */
const PAGE = { method: 'GET', connections: 1 } as const

/** V8 compiles all code of a page only after some thousand pages; a server in use reaches that within minutes. */
const PLAN: Plan = { starts: 2, rounds: 6, seconds: 1, warmUp: 10 }

/**
 * A product page: eight reads that are the same for everybody, which SAP answers in 100 ms. With the cache of the module,
 * with plain `$fetch`, with Alokai's SDK and middleware, with the same answers from the page's own memory, and without any
 * data. Nuxt writes the data into the page twice, as HTML and as payload, whatever it comes from: what the module adds to
 * that is the ratio to the page's own memory.
 */
export const productPage: Part = {
  builds: ['with-module', 'without-module', 'neighbours'],
  needsNeighbours: true,
  async run(context) {
    const { loads, isQuick, part } = context
    const plan = isQuick ? QUICK_PLAN : PLAN
    const measurements = await measure(loads, () => startProductPages(context), plan)
    const to = (name: string, label: string, other: string) => compare(measurements, { name, label, of: 'productPage', to: other, quantity: 'time' }, part)
    return {
      measurements,
      plan,
      rows: [
        compare(measurements, { name: 'productPage', label: 'product page, warm, to the same without data', of: 'productPage', to: 'productPageWithoutData', quantity: 'time', goal: { atMost: 1.3 } }, part),
        compare(measurements, { name: 'productPageVsMemory', label: 'product page, warm, to the same from its own memory', of: 'productPage', to: 'productPageFromMemory', quantity: 'time', goal: { atMost: 1.3 } }, part),
        to('productPageVsFetch', 'product page, warm, to plain $fetch', 'productPageWithFetch'),
        to('productPageVsAlokai', 'product page, warm, to Alokai\'s SDK and middleware', 'productPageWithAlokai'),
      ],
    }
  },
}

async function startProductPages({ keep }: PartContext): Promise<Started> {
  const sap = await keep(startServer('upstream', '', SAP_TIME))
  const shop = await keep(startShop('with-module', sap.url, CACHE))
  const plain = await keep(startShop('without-module', sap.url))
  const fetching = await keep(startShop('without-module', sap.url))
  const middleware = await keep(startServer('alokai', sap.url))
  const alokai = await keep(startShop('neighbours', sap.url, { NUXT_BENCH_ALOKAI: middleware.url }))
  const target = (name: string, label: string, server: BenchServer, path: string): Target => ({ name, label, server, load: { ...PAGE, url: server.url + path } })
  return {
    targets: [
      target('productPageWithFetch', 'product page with $fetch', fetching, '/product'),
      target('productPage', 'product page', shop, '/product'),
      target('productPageWithoutData', 'product page without data', plain, '/product-without-data'),
      target('productPageFromMemory', 'product page from its own memory', plain, '/product-from-memory'),
      target('productPageWithAlokai', 'product page with Alokai\'s SDK', alokai, '/product-with-alokai'),
    ],
    stop: async () => void await Promise.all([sap, shop, plain, fetching, middleware, alokai].map(server => server.stop())),
  }
}

/** How often SAP is asked for what a product page shows, and how large the page is. */
export const requestsToSap: Part = {
  builds: ['with-module', 'without-module'],
  async run({ keep, isQuick, part }) {
    const sap = await keep(startServer('upstream', '', SAP_TIME))
    const views = isQuick ? 100 : 1000
    const fetching = await keep(startShop('without-module', sap.url))
    const withFetch = await countReads(sap, () => view(`${fetching.url}/product`, views, AT_ONCE * 4))
    const shop = await keep(startShop('with-module', sap.url, CACHE))
    const withModule = await countReads(sap, () => view(`${shop.url}/product`, views, AT_ONCE))
    const cold = await keep(startShop('with-module', sap.url, CACHE))
    const storm = await countReads(sap, () => view(`${cold.url}/product`, 200, 200))
    const [ours, theirs] = [await page(`${shop.url}/product`), await page(`${fetching.url}/product`)]
    const row = (it: Pick<Row, 'name' | 'label' | 'value' | 'unit' | 'better'> & Partial<Row>): Row => judged({ part, ...it })
    return {
      rows: [
        row({ name: 'requestsToSap', label: `requests to SAP, ${views} page views, $fetch to module`, value: Math.round(total(withFetch) / total(withModule)), unit: 'ratio', better: 'more', goal: { atLeast: 20 }, note: `${total(withModule)} with the module, ${total(withFetch)} with $fetch` }),
        row({ name: 'coldStorm', label: 'requests to SAP per read, 200 page views at once, cold', value: Math.max(...Object.values(storm)), unit: 'requests', better: 'less', goal: { atMost: 1 }, note: `${total(storm)} requests for ${READS} reads` }),
        // The data is the same. The state of the session, which the browser would have to ask for otherwise, is 70 bytes.
        row({ name: 'payload', label: 'payload of the product page, to $fetch', value: round(ours.payload / theirs.payload), unit: 'ratio', better: 'less', goal: { atMost: 1.01 }, note: `${ours.payload} and ${theirs.payload} bytes` }),
        row({ name: 'document', label: 'document of the product page, gzipped, to $fetch', value: round(ours.gzipped / theirs.gzipped), unit: 'ratio', better: 'less', note: `${ours.gzipped} and ${theirs.gzipped} bytes` }),
      ],
    }
  },
}

/** A customer's page with ten different reads, one after the other, against ten bare `$fetch`. */
export const customerPage: Part = inRounds({
  builds: ['with-module', 'without-module'],
  plan: PLAN,
  start: startCustomerPages,
  comparisons: (['one', 'crowd'] as const).map(state => ({
    name: `customerPage.${state}`,
    label: `customer's page with ten reads to ten $fetch, ${state === 'one' ? 'one customer' : '10k customers'}`,
    of: `customerPage.${state}`,
    to: 'customerPageWithFetch',
    quantity: 'time',
    goal: { atMost: 1 },
  })),
})

async function startCustomerPages(context: PartContext): Promise<Started> {
  const { upstream, keep, writeCookies } = context
  const shop = await keep(startShop('with-module', upstream))
  const crowded = await keep(startShop('with-module', upstream))
  const fetching = await keep(startShop('without-module', upstream))
  const [cookie = ''] = await signIn(shop.url, 1)
  const cookies = writeCookies(await gatherCrowd(crowded.url, crowdSize(context)))
  return {
    targets: [
      { name: 'customerPage.one', label: 'customer\'s page, one customer', server: shop, load: { ...withCookie(PAGE, cookie), url: `${shop.url}/customer` } },
      { name: 'customerPageWithFetch', label: 'customer\'s page with $fetch', server: fetching, load: { ...PAGE, cookies, url: `${fetching.url}/customer` } },
      { name: 'customerPage.crowd', label: 'customer\'s page, 10k customers', server: crowded, load: { ...PAGE, cookies, url: `${crowded.url}/customer` } },
    ],
    stop: async () => void await Promise.all([shop, crowded, fetching].map(server => server.stop())),
  }
}

/** Requests to SAP per address of a read, while something is done. */
async function countReads(sap: BenchServer, work: () => Promise<void>): Promise<Record<string, number>> {
  const counts = async () => await (await fetch(`${sap.url}/requests`)).json() as Record<string, number>
  await counts()
  await work()
  const paths = new Set(Object.values(PRODUCT_READS).map(path => `/occ/v2/electronics${path.split('?', 1)[0]}`))
  const found = Object.fromEntries(Object.entries(await counts()).filter(([path]) => paths.has(path)))
  if (Object.keys(found).length !== READS) throw new Error(`The page made ${Object.keys(found).length} different reads, not ${READS}`)
  return found
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}

async function view(url: string, views: number, atOnce: number): Promise<void> {
  let begun = 0
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (begun++ < views) await page(url)
  }))
}

/** Reads a page. @returns bytes of the data in it, and of all of it. @throws Error when it does not show what it read. */
async function page(url: string): Promise<{ payload: number, gzipped: number }> {
  const response = await fetch(url)
  const html = await response.text()
  if (!response.ok || html.split('<h2>PowerShot A480</h2>').length !== READS + 1) throw new Error(`${url} answered ${response.status}, not with what it read`)
  const payload = /<script[^>]*id="__NUXT_DATA__"[^>]*>(.*?)<\/script>/s.exec(html)?.[1]
  if (payload === undefined) throw new Error(`${url} has no payload`)
  return { payload: Buffer.byteLength(payload), gzipped: gzipSync(html).length }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
