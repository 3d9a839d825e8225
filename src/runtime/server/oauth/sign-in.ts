import { SapccError } from '../../sdk/errors'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import { isClientNotRecognised, oauthCodeOf } from './errors'
import type { OAuthClient, PasswordCredentials, SignInParameters } from './types'

/** What a server that has no password grant, or not for this client, says (RFC 6749, section 5.2). */
const NO_PASSWORD_GRANT: ReadonlySet<string> = new Set(['unsupported_grant_type', 'unauthorized_client'])

/** What is known of the client. */
export interface SignInOptions {
  /** `undefined`: the first sign-in finds out. */
  pkceSupported: boolean | undefined
  /** Whether the client has no secret. */
  isPublic: boolean
}

/**
 * Signs in as the server's generation wants it. Where the generation is not
 * configured, the first sign-in finds it out by trying the password grant. Only a
 * definite answer is remembered, until a definite answer to the contrary: SAP may be
 * upgraded while a shop runs.
 */
export function createSignIn(
  { passwordGrant, directLogin }: Pick<OAuthClient, 'passwordGrant' | 'directLogin'>,
  { pkceSupported, isPublic }: SignInOptions,
): OAuthClient['signIn'] {
  let isJdk21 = pkceSupported
  let detection: Promise<void> | undefined

  async function walk({ redirectUri, ...parameters }: SignInParameters): Promise<OAuthUserTokenResponse> {
    return await directLogin({ ...parameters, redirectUri: typeof redirectUri === 'string' ? redirectUri : redirectUri() })
  }

  /** @returns `undefined` when the server has no password grant. */
  async function tryPasswordGrant(parameters: SignInParameters): Promise<OAuthUserTokenResponse | undefined> {
    try {
      const tokens = await passwordGrant(credentialsOf(parameters))
      isJdk21 = false
      return tokens
    }
    catch (error) {
      if (isBadCredentials(error)) isJdk21 = false
      else if (NO_PASSWORD_GRANT.has(oauthCodeOf(error) ?? '')) {
        isJdk21 = true
        return undefined
      }
      else if (isUndecided(error)) return await tryLoginPage(parameters, error)
      throw error
    }
  }

  /** The password grant's answer may come from either generation: the login page decides. */
  async function tryLoginPage(parameters: SignInParameters, refusal: unknown): Promise<OAuthUserTokenResponse> {
    try {
      const tokens = await walk(parameters)
      isJdk21 = true
      return tokens
    }
    catch (error) {
      // The login page has answered.
      if (isBadCredentials(error) || isFurtherStep(error)) isJdk21 = true
      // Where neither works, the client's set-up is more likely wrong than the pages are unusual.
      throw error instanceof SapccError && error.status === 502 ? refusal : error
    }
  }

  /** Whether a refusal of the password grant may come from either generation. A public client has no secret that could be wrong. */
  function isUndecided(error: unknown): boolean {
    return isClientNotRecognised(error) || (isPublic && oauthCodeOf(error) === 'invalid_client')
  }

  return async function signIn(parameters) {
    if (pkceSupported === false) return await passwordGrant(credentialsOf(parameters))
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

function credentialsOf({ username, password, onBehalfOf }: SignInParameters): PasswordCredentials {
  return { username, password, onBehalfOf }
}

function isBadCredentials(error: unknown): boolean {
  return error instanceof SapccError && error.data.type === 'BadCredentialsError'
}

function isFurtherStep(error: unknown): boolean {
  return error instanceof SapccError && error.data.type === 'FurtherStepRequiredError'
}
