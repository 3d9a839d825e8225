import { setTimeout as wait } from 'node:timers/promises'
import type { DisturbanceName } from '../disturbances.ts'
import type { Random } from '../random.ts'
import type { Stage } from '../stage.ts'
import type { Action } from './attempt.ts'
import { trafficActions } from './traffic.ts'

/** What happens to processes, to Redis and to clocks. */
export function machineActions(stage: Stage) {
  const { setting } = stage
  const traffic = trafficActions(stage)

  async function disturb(name: DisturbanceName, chance: Random): Promise<void> {
    stage.records.note(`${name} begins`)
    const took = await setting.disturb(name, chance)
    stage.records.note(`${name} ${took ? 'is mended' : 'was left out'}`)
  }

  /** In the middle of a refresh, which is the critical moment. */
  async function duringRefresh(name: DisturbanceName, [browser, chance]: Parameters<Action>): Promise<void> {
    const [duration, moment] = [chance.integer(20, 150), chance.integer(0, 160)]
    setting.sap.faults({ target: 'token', grant: 'refresh_token', delayMs: duration, count: 1 })
    if (browser.session) setting.sap.expireAccessTokens(browser.session.user)
    await Promise.all([
      traffic.read(browser, chance),
      setting.aim().then(() => wait(moment)).then(() => disturb(name, chance)),
    ])
  }

  return {
    kill: (_, chance) => disturb('kill', chance),
    killDuringRefresh: (...args) => duringRefresh('kill', args),
    freezeDuringRefresh: (...args) => duringRefresh('freeze', args),
    cutOff: (_, chance) => disturb('cutOff', chance),
    cutOffDuringRefresh: (...args) => duringRefresh('cutOff', args),
    terminateDuringRefresh: (...args) => duringRefresh('terminate', args),
    slowRedis: (_, chance) => disturb('slowRedis', chance),
    pauseRedis: (_, chance) => disturb('pauseRedis', chance),
    pauseRedisDuringRefresh: (...args) => duringRefresh('pauseRedis', args),
    failOver: (_, chance) => disturb('failOver', chance),
    failOverDuringRefresh: (...args) => duringRefresh('failOver', args),
    clockStep: (_, chance) => disturb('clockStep', chance),
    clockStepDuringRefresh: (...args) => duringRefresh('clockStep', args),
  } satisfies Record<string, Action>
}

/** Which disturbance an action is, for settings where it is not possible. */
export function disturbanceOf(action: string): DisturbanceName | undefined {
  const name = action.replace(/DuringRefresh$/, '')
  return NAMES.find(it => it === name)
}

const NAMES: readonly DisturbanceName[] = ['kill', 'freeze', 'cutOff', 'terminate', 'clockStep', 'slowRedis', 'pauseRedis', 'failOver']
