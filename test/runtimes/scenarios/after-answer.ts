import { eventually, signedIn } from './world.ts'
import type { Scenario, World } from './world.ts'

/**
 * Another customer signs in with the same browser, and has the answer before the first of the former one's two tokens
 * is revoked. The second is asked for only after that.
 *
 * @returns how many tokens SAP was asked to revoke since.
 */
export async function beginRevocation(world: World): Promise<() => number> {
  const client = await signedIn(world)
  const before = world.sap.ledger().revocations.length
  world.sap.faults({ target: 'revoke', delayMs: 1000, count: 1 })
  await client.signIn('john@example.com')
  return () => new Set(world.sap.ledger().revocations.slice(before).map(({ token }) => token)).size
}

const finishesRevocation: Scenario = async (world) => {
  const revoked = await beginRevocation(world)
  await eventually('both tokens are revoked', () => revoked() === 2, 6000)
}

/** Of workers: what a request has begun is cancelled with its answer, unless it was given to `waitUntil`. */
export const afterAnswerScenarios = {
  'finishes a revocation after its answer': finishesRevocation,
} as const satisfies Record<string, Scenario>
