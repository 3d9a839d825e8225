import { variableName } from '../config/setting'
import type { ServerLog } from '../log/server-log'
import type { OAuthClient } from '../oauth'

/**
 * For sessions in cookies: only one process knows, for `gracePeriod`, that two
 * devices share a pair of tokens. That is not sufficient for a legacy server
 * that replaces refresh tokens.
 *
 * @returns call it whenever a refresh token was replaced; it warns once.
 */
export function createRotationWarning(oauth: Pick<OAuthClient, 'isLegacy'>, log: Pick<ServerLog, 'warn'>): () => void {
  let isWarned = false
  return () => {
    if (isWarned || !oauth.isLegacy()) return
    isWarned = true
    log.warn(`The authorization server replaces refresh tokens, and as a server of the legacy generation it may give the same ones to several devices of a customer. With sessions in cookies one device's refresh can sign out the other: set ${variableName('session.store')} to "storage".`)
  }
}
