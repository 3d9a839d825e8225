import type { Session } from '../session/session'
import type { ServerContext } from '../services'

/** Revokes the last tokens of a session that has ended. Never throws: here it is over in any case. */
export async function revokeSession({ oauth, log }: ServerContext, { accessToken, refreshToken }: Session): Promise<void> {
  const { revoked, errors } = await oauth.revoke({ accessToken, ...(refreshToken === undefined ? {} : { refreshToken }) })
  if (!revoked) log.warn('A session ended here, but the authorization server did not confirm that its tokens are revoked; they end by themselves.', ...errors.map(({ message }) => message))
}
