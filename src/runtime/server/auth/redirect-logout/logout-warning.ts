import type { SapccOAuthConfig } from '../../config/types'
import { variableName } from '../../config/setting'

/**
 * After a sign-out the authorization server may sign the same customer in again without a password. Spring Authorization
 * Server ignores `prompt=login` (`npm run test:spring` shows it), and SAP Commerce 2211-jdk21 is built on it. There is no
 * warning when `oauth.logoutEndpoint` is set, also to `none`: then the operator has decided.
 *
 * @returns call it when a browser keeps its session with the authorization server; it warns once.
 */
export function createLogoutWarning({ logoutEndpoint, comesBackFromLogout }: Pick<SapccOAuthConfig, 'logoutEndpoint' | 'comesBackFromLogout'>, log: { warn: (message: string) => void }): () => void {
  let isWarned = logoutEndpoint !== 'none' || comesBackFromLogout
  return () => {
    if (isWarned) return
    isWarned = true
    log.warn(`A customer has signed out of the shop, but not of the authorization server. The next redirect login on the same computer is sent with \`prompt=login\`, which Spring Authorization Server ignores, and with it SAP Commerce 2211-jdk21: it asks for no password. Set ${variableName('oauth.logoutEndpoint')} to /logout, or to none if yours asks for the password.`)
  }
}
