import type { Stage } from '../stage.ts'
import { machineActions } from './machines.ts'
import { outageActions } from './outages.ts'
import { peopleActions } from './people.ts'
import { trafficActions } from './traffic.ts'

/** What a browser does, and what breaks. */
export function createActions(stage: Stage) {
  return { ...trafficActions(stage), ...outageActions(stage), ...peopleActions(stage), ...machineActions(stage) }
}

/** The name of an action. */
export type ActionName = keyof ReturnType<typeof createActions>
