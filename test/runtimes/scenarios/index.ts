import { composablesScenarios } from './composables.ts'
import { proxyScenarios } from './proxy.ts'
import { sessionScenarios } from './session.ts'

export type { Scenario, World } from './world.ts'

/** What has to work on every platform, in the order in which it is tried. */
export const scenarios = { ...sessionScenarios, ...composablesScenarios, ...proxyScenarios } as const

export type ScenarioName = keyof typeof scenarios
