import { SapccError } from '../../sdk/errors'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import type { OAuthClient, SignInParameters } from './types'

/** What a server that has no password grant, or not for this client, says (RFC 6749, section 5.2). */
const NO_PASSWORD_GRANT: ReadonlySet<string> = new Set(['unsupported_grant_type', 'unauthorized_client'])

/**
 * A sign-in that speaks the server's generation.
 *
 * @param pkceSupported `undefined`: the first sign-in finds out, by trying the
 * password grant. Only an answer that leaves no doubt is remembered, and one
 * to the contrary later on is believed: SAP may be upgraded while a shop runs.
 */
export function createSignIn(
  { passwordGrant, directLogin }: Pick<OAuthClient, 'passwordGrant' | 'directLogin'>,
  pkceSupported: boolean | undefined,
): OAuthClient['signIn'] {
  let isJdk21 = pkceSupported
  let detection: Promise<void> | undefined

  async function walk({ redirectUri, ...parameters }: SignInParameters): Promise<OAuthUserTokenResponse> {
    return await directLogin({ ...parameters, redirectUri: typeof redirectUri === 'string' ? redirectUri : redirectUri() })
  }

  async function tryPasswordGrant({ username, password }: SignInParameters): Promise<OAuthUserTokenResponse | undefined> {
    try {
      const tokens = await passwordGrant({ username, password })
      isJdk21 = false
      return tokens
    }
    catch (error) {
      if (!(error instanceof SapccError)) throw error
      if (error.data.type === 'BadCredentialsError') isJdk21 = false
      if (!NO_PASSWORD_GRANT.has(error.data.type)) throw error
      isJdk21 = true
      return undefined
    }
  }

  return async function signIn(parameters) {
    if (pkceSupported === false) return await passwordGrant({ username: parameters.username, password: parameters.password })
    // One sign-in finds out for all that start meanwhile; if it could not, each tries for itself.
    if (isJdk21 === undefined && detection) await detection
    if (isJdk21) return await walk(parameters)
    const attempt = tryPasswordGrant(parameters)
    detection ??= attempt.then(() => undefined, () => undefined).finally(() => {
      detection = undefined
    })
    return await attempt ?? await walk(parameters)
  }
}
