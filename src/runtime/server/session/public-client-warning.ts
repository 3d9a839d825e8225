import type { SapccConfig } from '../config/types'
import { variableName } from '../config/setting'
import type { ServerLog } from '../log/server-log'
import type { OAuthClient } from '../oauth'
import type { OAuthUserTokenResponse } from '../../sdk/token'

/**
 * SAP's jdk21 authorization server lets the session of a client without a secret end with the lifetime of its first refresh token,
 * however often it is renewed. Customers are signed out in the middle of their visit then, and nothing fails that would
 * say why.
 *
 * @returns call it with the answer to each refresh; it warns once. `undefined` for clients that are not affected.
 */
export function createPublicClientWarning({ clientSecret, pkceSupported }: Pick<SapccConfig['oauth'], 'clientSecret' | 'pkceSupported'>, oauth: Pick<OAuthClient, 'isLegacy'>, log: Pick<ServerLog, 'warn'>): ((renewed: OAuthUserTokenResponse) => void) | undefined {
  if (clientSecret !== undefined || pkceSupported === false) return undefined
  let isWarned = false
  return ({ access_token: token }) => {
    // A process that was restarted has seen no sign-in yet, but only jdk21 has JWTs for access tokens.
    if (isWarned || oauth.isLegacy() || (pkceSupported === undefined && token.split('.').length !== 3)) return
    isWarned = true
    log.warn(`The OAuth client has no secret. SAP's jdk21 generation ends the sessions of such a client when the lifetime of their first refresh token is over, an hour after the sign-in by default, however often they are renewed. Register a confidential client and set ${variableName('oauth.clientSecret')}, or give the client's refresh tokens a longer lifetime in SAP Commerce.`)
  }
}
