import type { Part, PartContext } from '../lib/part.ts'
import { hundredths } from '../lib/quantile.ts'
import { judged } from '../lib/rows.ts'
import type { Row } from '../lib/rows.ts'
import { timeBuild } from '../lib/shop.ts'
import type { BuildName } from '../lib/shop.ts'

const BUILDS = ['without-module', 'with-module', 'with-document'] as const satisfies BuildName[]

/** The build of an app: without the module, with its 337 operations, and with these from a document of the shop's own. The shorter one of two builds each. */
export const buildTime: Part = {
  builds: BUILDS,
  async run({ part, isQuick, buildTime: first }: PartContext) {
    const times = {} as Record<typeof BUILDS[number], number>
    for (const name of BUILDS) {
      const known = first(name)
      times[name] = isQuick && known !== undefined ? known : Math.min(known ?? Infinity, await timeBuild(name))
    }
    const row = (name: string, label: string, of: typeof BUILDS[number]): Row[] => [
      judged({ name, part, label: `build with ${label}, added`, value: (times[of] - times['without-module']) / 1000, unit: 'seconds', better: 'less', note: `${(times[of] / 1000).toFixed(1)} s and ${(times['without-module'] / 1000).toFixed(1)} s` }),
      judged({ name: `${name}Ratio`, part, label: `build with ${label}, to without the module`, value: hundredths(times[of] / times['without-module']), unit: 'ratio', better: 'less' }),
    ]
    return { rows: [...row('buildTime', 'the module\'s 337 operations', 'with-module'), ...row('documentBuildTime', 'a document of 337 operations', 'with-document')] }
  },
}
