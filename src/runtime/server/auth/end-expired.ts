import type { HookCaller } from '../hooks'
import type { ServerEvent } from '../platform/types'
import type { Session } from '../session/session'
import type { SessionTermination } from './session-termination'

/** Options of {@link createEndExpired}. */
export interface EndExpiredOptions {
  termination: Pick<SessionTermination, 'endExpired' | 'drained'>
  hooks: Pick<HookCaller, 'callHook'>
}

/**
 * Ends sessions that have outlived their limits, and tells it where this call is the one that has ended the session: several
 * requests may bring the same cookie.
 *
 * @returns a function that never rejects, and settles when all of it is done.
 */
export function createEndExpired({ termination, hooks }: EndExpiredOptions): (session: Session, event: ServerEvent) => Promise<void> {
  return async (session, event) => {
    let told: Promise<void> | void = undefined
    await termination.endExpired(session, () => told = hooks.callHook('sapcc:session:ended', { event, reason: 'expired' }))
    await termination.drained()
    await told
  }
}
