import * as oauth from 'oauth4webapi'
import { SapccError } from '../../sdk/errors'
import { isDefiniteRefusal, translateError } from './errors'
import { libraryOptions, secureUrl } from './protocol'
import type { Protocol } from './protocol'
import type { OAuthClient, RefreshForRevocation, RevocationOptions, RevocationParameters, RevocationResult } from './types'

/** How a revocation request is authenticated: as the client (RFC 7009), or by the token itself (SAP's legacy generation). */
type Authority = 'client' | 'bearer'

/** Revokes the tokens of sessions; remembers which of the two kinds of authentication the server takes. */
export function createRevocation(protocol: Protocol, ownRefresh: RefreshForRevocation): OAuthClient['revoke'] {
  let authority: Authority | undefined = protocol.config.pkceSupported === false ? 'bearer' : undefined

  async function revokeToken(token: string, bearer: string | undefined): Promise<Attempt> {
    const ways: Authority[] = authority === 'bearer' ? ['bearer', 'client'] : ['client', 'bearer']
    let first: Attempt | undefined
    for (const way of ways) {
      if (way === 'bearer' && bearer === undefined) continue
      const attempt = await sendRevocation(protocol, token, way === 'bearer' ? bearer : undefined)
      if (attempt.error === undefined) authority = way
      // Only after 401 may the server accept the other kind of authentication.
      if (attempt.status !== 401) return attempt
      first ??= attempt
    }
    return first ?? {}
  }

  /** SAP's legacy generation revokes a refresh token, which is valid for a month, only for a valid access token; after a longer pause that one has expired. */
  async function refreshFirst(refreshToken: string, refresh: RefreshForRevocation): Promise<RefreshBefore> {
    try {
      const { access_token: accessToken, refresh_token } = await refresh(refreshToken)
      return { tokens: { accessToken, refreshToken: refresh_token ?? refreshToken } }
    }
    catch (error) {
      // What is refused for good needs no revocation.
      if (isDefiniteRefusal(error)) return { isRefused: true }
      return error instanceof SapccError && error.status === 503 ? { error } : {}
    }
  }

  /** Revokes the refresh token first, while the access token is still good to authorize that on legacy. */
  async function revokeBoth({ accessToken, refreshToken }: RevocationParameters, attempt: Attempt | undefined): Promise<RevocationResult> {
    const first = attempt ?? (refreshToken === undefined ? {} : await revokeToken(refreshToken, accessToken))
    const errors = first.error ? [first.error] : []
    // During an outage, a sign-out waits for one timeout, not for two.
    if (first.error?.status === 503) return { revoked: false, errors: accessToken === undefined ? errors : [first.error, first.error] }
    if (accessToken !== undefined) {
      const { error, status } = await revokeToken(accessToken, accessToken)
      // A token that is refused as a bearer token is not valid any more, which is the aim of the revocation.
      if (error && !(authority === 'bearer' && status === 401)) errors.push(error)
    }
    return { revoked: errors.length === 0, errors }
  }

  return async function revoke(tokens, { refresh = ownRefresh, revokeUnused = always } = {}) {
    const { accessToken, refreshToken } = tokens
    if (refreshToken === undefined) return await revokeBoth(tokens, undefined)
    const attempt = await revokeToken(refreshToken, accessToken)
    if (attempt.status !== 401 || authority === 'client') return await revokeBoth(tokens, attempt)
    const { tokens: refreshed, isRefused, error } = await refreshFirst(refreshToken, refresh)
    if (!refreshed) return await revokeBoth(tokens, isRefused ? {} : error ? { error } : attempt)
    const revokeRefreshed = async (): Promise<RevocationResult> => {
      const result = await revokeBoth(refreshed, undefined)
      return result.revoked ? result : { ...result, left: refreshed }
    }
    // The caller knows which sessions have the given refresh token.
    if (refreshed.refreshToken === refreshToken) return await revokeRefreshed()
    return await revokeUnused(refreshed, revokeRefreshed) ?? { revoked: true, errors: [] }
  }
}

/** For callers that do not know who else has tokens. */
const always: NonNullable<RevocationOptions['revokeUnused']> = (_tokens, revoke) => revoke()

/** The result of a refresh whose tokens are to be revoked. */
interface RefreshBefore {
  tokens?: RevocationParameters
  /** The refresh token is not valid any more. */
  isRefused?: true
  /** The authorization server is not available. */
  error?: SapccError
}

/** Result of one request; without an error the token is revoked. */
interface Attempt {
  error?: SapccError
  status?: number
}

async function sendRevocation({ config, server, client, authentication, send }: Protocol, token: string, bearer: string | undefined): Promise<Attempt> {
  let response: Response | undefined
  try {
    const endpoint = secureUrl(config.tokenRevokeEndpoint, 'NUXT_SAPCC_OAUTH_TOKEN_REVOKE_ENDPOINT')
    const authenticate: oauth.ClientAuth = async (as, self, body, headers) => {
      await authentication(as, self, body, headers)
      if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`)
    }
    response = await oauth.revocationRequest(server, client, authenticate, token, libraryOptions(endpoint, send))
    await oauth.processRevocationResponse(response)
    return {}
  }
  catch (error) {
    return { error: await translateError(error, 'revoke'), ...(response === undefined ? {} : { status: response.status }) }
  }
}
