import * as oauth from 'oauth4webapi'
import { SapccError } from '../../sdk/errors'
import { isDefiniteRefusal, translateError } from './errors'
import { libraryOptions, secureUrl } from './protocol'
import type { Protocol } from './protocol'
import type { RefreshForRevocation, RevocationParameters, RevocationResult } from './types'

/** How a revocation request is authenticated: as the client (RFC 7009), or by the token itself (SAP's legacy generation). */
type Authority = 'client' | 'bearer'

/** Revokes the tokens of sessions; remembers which of the two habits the server has. */
export function createRevocation(protocol: Protocol, ownRefresh: RefreshForRevocation): (tokens: RevocationParameters, refresh?: RefreshForRevocation) => Promise<RevocationResult> {
  let authority: Authority | undefined = protocol.config.pkceSupported === false ? 'bearer' : undefined

  async function revokeToken(token: string, bearer: string | undefined): Promise<Attempt> {
    const ways: Authority[] = authority === 'bearer' ? ['bearer', 'client'] : ['client', 'bearer']
    let first: Attempt | undefined
    for (const way of ways) {
      if (way === 'bearer' && bearer === undefined) continue
      const attempt = await sendRevocation(protocol, token, way === 'bearer' ? bearer : undefined)
      if (attempt.error === undefined) authority = way
      // Only a server that does not accept who asks may accept the other way.
      if (attempt.status !== 401) return attempt
      first ??= attempt
    }
    return first ?? {}
  }

  /** SAP's legacy generation revokes a refresh token, which is valid for a month, only for a valid access token; after a longer pause that one has expired. */
  async function renewAndRevoke(refreshToken: string, refresh: RefreshForRevocation): Promise<{ attempt?: Attempt, accessToken?: string }> {
    try {
      const renewed = await refresh(refreshToken)
      const attempt = await revokeToken(renewed.refresh_token ?? refreshToken, renewed.access_token)
      return { attempt, accessToken: renewed.access_token }
    }
    catch (error) {
      // What is refused for good needs no revocation.
      if (isDefiniteRefusal(error)) return { attempt: {} }
      return error instanceof SapccError && error.status === 503 ? { attempt: { error } } : {}
    }
  }

  return async function revoke({ accessToken, refreshToken }, refresh = ownRefresh) {
    const errors: SapccError[] = []
    let current = accessToken
    if (refreshToken !== undefined) {
      // First, while the access token is still good to authorize it on legacy.
      let attempt = await revokeToken(refreshToken, accessToken)
      if (attempt.status === 401 && authority !== 'client') {
        const renewal = await renewAndRevoke(refreshToken, refresh)
        attempt = renewal.attempt ?? attempt
        current = renewal.accessToken ?? current
      }
      if (attempt.error) errors.push(attempt.error)
    }
    if (current !== undefined) {
      // Who signs out during an outage waits for one timeout, not for two.
      const outage = errors.find(({ status }) => status === 503)
      const { error, status } = outage ? { error: outage } : await revokeToken(current, current)
      // Refused as a bearer it is worthless, which is what was asked for.
      if (error && !(authority === 'bearer' && status === 401)) errors.push(error)
    }
    return { revoked: errors.length === 0, errors }
  }
}

/** What became of one request; without an error the token is revoked. */
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
