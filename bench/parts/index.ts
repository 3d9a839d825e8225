import type { Part } from '../lib/part.ts'
import { buildTime } from './build-time.ts'
import { crowd } from './crowd.ts'
import { memory } from './memory.ts'
import { neighbours } from './neighbours.ts'
import { nitro } from './nitro.ts'
import { onOff, onOffOnDemand } from './on-off.ts'
import { customerPage, productPage, requestsToSap } from './pages.ts'
import { size } from './size.ts'
import { startUp } from './start-up.ts'

/** Parts by group, each by the name that the results give it. */
const GROUPS: Readonly<Record<string, Readonly<Record<string, Part>>>> = {
  'calls': { neighbours, crowd },
  'pages': { productPage, requestsToSap, customerPage },
  'size': { size, startUp },
  'on-off': { ...onOff, ...onOffOnDemand },
  'nitro': { nitro },
  'build': { buildTime },
  'memory': { memory },
}

/** All parts, in the order in which they are measured. */
export const allParts: Readonly<Record<string, Part>> = Object.assign({}, ...Object.values(GROUPS))

/**
 * The parts that a run measures.
 *
 * @param only what `--only` names: groups and parts, separated by commas. A part that is only measured on demand has to be named itself, or be all of its group.
 * @throws Error with the names that there are.
 */
export function partsOf(only: string | undefined): Readonly<Record<string, Part>> {
  if (only === undefined) return withoutOnDemand(allParts)
  const names = only.split(',').map(name => name.trim())
  const chosen = new Set(names.flatMap((name) => {
    if (name in allParts) return [name]
    const group = GROUPS[name]
    if (!group) throw new Error(`There is no part "${name}".\n${usage()}`)
    const usual = Object.keys(withoutOnDemand(group))
    return usual.length > 0 ? usual : Object.keys(group)
  }))
  return Object.fromEntries(Object.entries(allParts).filter(([name]) => chosen.has(name)))
}

/** What `--only` takes. */
export function usage(): string {
  const groups = Object.entries(GROUPS).map(([group, parts]) => `  ${group}: ${Object.entries(parts).map(([name, { isOnDemand }]) => isOnDemand ? `${name} (on demand)` : name).join(', ')}`)
  return `npm run bench -- [--quick] [--only group or part,…]\n${groups.join('\n')}`
}

function withoutOnDemand(parts: Readonly<Record<string, Part>>): Record<string, Part> {
  return Object.fromEntries(Object.entries(parts).filter(([, { isOnDemand }]) => !isOnDemand))
}
