import type { OAuthClient } from '../oauth'
import type { Session } from '../session/session'

/** Revokes the last tokens of a session that has ended. Never throws: here it is over in any case. */
export type RevokeSession = (session: Session) => Promise<void>

/** The one place where tokens are revoked. */
export function createRevokeSession({ oauth, log }: { oauth: Pick<OAuthClient, 'revoke'>, log: { warn: (message: string, ...details: unknown[]) => void } }): RevokeSession {
  return async ({ accessToken, refreshToken }) => {
    const { revoked, errors } = await oauth.revoke({ accessToken, ...(refreshToken === undefined ? {} : { refreshToken }) })
    if (!revoked) log.warn('A session ended here, but the authorization server did not confirm that its tokens are revoked; they end by themselves.', ...errors.map(({ message }) => message))
  }
}
