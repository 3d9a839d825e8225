import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { FROZEN_PATH } from '../hosts/gateway.ts'
import { beginRevocation } from './after-answer.ts'
import { eventually, signedIn } from './world.ts'
import type { Scenario, World } from './world.ts'

async function isFrozen({ url }: World): Promise<boolean> {
  return await (await fetch(url + FROZEN_PATH)).text() === 'true'
}

/** After its answer the function stands still, and SAP closes the connections that it has kept. */
const standsStill: Scenario = async (world) => {
  const client = await signedIn(world)
  await client.call('getUser', {})
  await eventually('the function is frozen', () => isFrozen(world))
  world.front.closeIdle()
  await sleep(50)
  // Nothing that could be sent again.
  await client.call('createCartEntry', { orderEntry: { product: { code: '325234' }, quantity: 1 } })
  await eventually('the function is frozen', () => isFrozen(world))
}

/** The client of a refresh leaves. Its result must be there before the function is frozen: it may never run again. */
const finishesRefresh: Scenario = async (world) => {
  const client = await signedIn(world)
  world.sap.expireAccessTokens()
  world.sap.faults({ target: 'token', grant: 'refresh_token', delayMs: 1500, count: 1 })
  const given = client.request('refreshUserToken', [{ staleGeneration: 0 }], { signal: AbortSignal.timeout(250) })
  await assert.rejects(given, { name: 'TimeoutError' })
  await sleep(500)
  assert.equal(await isFrozen(world), false, 'frozen while the refresh is under way')
  await eventually('the function is frozen', () => isFrozen(world))
  const before = world.sap.grants('refresh_token')
  await client.call('refreshUserToken', { staleGeneration: 0 })
  await client.call('getUser', {})
  assert.equal(world.sap.grants('refresh_token'), before)
}

/** Both tokens of the former customer are revoked before the function is frozen. */
const finishesRevocation: Scenario = async (world) => {
  const revoked = await beginRevocation(world)
  await eventually('the function is frozen', () => isFrozen(world), 6000)
  assert.equal(revoked(), 2, 'tokens whose revocation was asked for before the function is frozen')
}

/** Of functions that are frozen between events. */
export const frozenScenarios = {
  'is frozen between events': standsStill,
  'finishes a refresh before it is frozen': finishesRefresh,
  'finishes a revocation before it is frozen': finishesRevocation,
} as const satisfies Record<string, Scenario>
