import type { ConsolaInstance } from 'consola'
import { variableName } from '../config/parse-config'
import type { OAuthClient } from '../oauth'

/**
 * For sessions in cookies: two devices with one pair of tokens are known as such
 * by one process, for `gracePeriod`. A legacy server that replaces refresh
 * tokens needs more.
 *
 * @returns to be called whenever a refresh token was replaced; warns once.
 */
export function createRotationWarning(oauth: Pick<OAuthClient, 'isLegacy'>, log: Pick<ConsolaInstance, 'warn'>): () => void {
  let isTold = false
  return () => {
    if (isTold || !oauth.isLegacy()) return
    isTold = true
    log.warn(`The authorization server replaces refresh tokens, and as a server of the legacy generation it may give the same ones to several devices of a customer. With sessions in cookies one device's refresh can sign out the other: set ${variableName('session.store')} to "storage".`)
  }
}
