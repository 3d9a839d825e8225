import type { Session } from '../session/session'
import type { ServerContext } from '../services'

/**
 * Revokes the last tokens of a session that has ended, unless another living
 * session has them; what fails is tried again later. Never throws: here it is
 * over in any case.
 */
export async function revokeSession({ termination }: Pick<ServerContext, 'termination'>, session: Session): Promise<void> {
  await termination.revoke(session)
}
