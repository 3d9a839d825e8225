import * as oauth from 'oauth4webapi'
import type { SapccError } from '../errors'
import type { OAuthUserTokenResponse } from '../token'
import { translateError } from './errors'
import { libraryOptions, secureUrl } from './protocol'
import type { Protocol } from './protocol'
import type { RevocationParameters, RevocationResult } from './types'

/** Who a revocation request is from: the client (RFC 7009), or whoever has the token (SAP's legacy generation). */
type Authority = 'client' | 'bearer'

/** Revokes the tokens of sessions; remembers which of the two habits the server has. */
export function createRevocation(protocol: Protocol, refresh: (refreshToken: string) => Promise<OAuthUserTokenResponse>): (tokens: RevocationParameters) => Promise<RevocationResult> {
  let authority: Authority | undefined = protocol.config.pkceSupported === false ? 'bearer' : undefined

  async function revokeToken(token: string, bearer: string | undefined): Promise<SapccError | undefined> {
    const ways: Authority[] = authority === 'bearer' ? ['bearer', 'client'] : ['client', 'bearer']
    let failure: SapccError | undefined
    for (const way of ways) {
      if (way === 'bearer' && bearer === undefined) continue
      const error = await sendRevocation(protocol, token, way === 'bearer' ? bearer : undefined)
      if (error === undefined) {
        authority = way
        return undefined
      }
      failure ??= error
      // Only a server that does not accept who asks may accept the other way.
      if (!isUnauthenticated(error)) return error
    }
    return failure
  }

  return async function revoke({ accessToken, refreshToken }) {
    let session: RevocationParameters = { accessToken, refreshToken }
    const errors: SapccError[] = []
    if (refreshToken !== undefined) {
      // First, while the access token is still good to authorize it on legacy.
      let error = await revokeToken(refreshToken, accessToken)
      if (error && isUnauthenticated(error) && authority !== 'client') {
        // The access token has expired, as after any longer pause; legacy asks for a living one to end the month of the other.
        const renewed = await refresh(refreshToken).catch(() => undefined)
        if (renewed) {
          session = { accessToken: renewed.access_token, refreshToken: renewed.refresh_token ?? refreshToken }
          error = await revokeToken(session.refreshToken ?? refreshToken, session.accessToken)
        }
      }
      if (error) errors.push(error)
    }
    if (session.accessToken !== undefined) {
      const [outage] = errors.filter(({ status }) => status === 503)
      // Who signs out during an outage waits for one timeout, not for two.
      const error = outage ?? await revokeToken(session.accessToken, session.accessToken)
      // Refused as a bearer it is worthless, which is what was asked for.
      if (error && !(authority === 'bearer' && isUnauthenticated(error))) errors.push(error)
    }
    return { revoked: errors.length === 0, errors }
  }
}

async function sendRevocation({ config, server, client, authentication, send }: Protocol, token: string, bearer: string | undefined): Promise<SapccError | undefined> {
  try {
    const endpoint = secureUrl(config.tokenRevokeEndpoint, 'NUXT_SAPCC_OAUTH_TOKEN_REVOKE_ENDPOINT')
    const authenticate: oauth.ClientAuth = async (as, self, body, headers) => {
      await authentication(as, self, body, headers)
      if (bearer !== undefined) headers.set('authorization', `Bearer ${bearer}`)
    }
    const response = await oauth.revocationRequest(server, client, authenticate, token, libraryOptions(endpoint, send))
    await oauth.processRevocationResponse(response)
    return undefined
  }
  catch (error) {
    return await translateError(error, 'revoke')
  }
}

/** The endpoint wants to know better who asks: a 401 of any kind, or RFC 6749's code for it. */
function isUnauthenticated({ status, data }: SapccError): boolean {
  return status === 502 && UNAUTHENTICATED.has(data.type)
}

const UNAUTHENTICATED: ReadonlySet<string> = new Set(['AuthorizationServerError', 'invalid_client', 'unauthorized', 'unauthorized_client', 'access_denied'])
