import { definePayloadReducer } from '#imports'
import { withTokensByNameOnly } from '../../sdk/token'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import type { ServerApi } from '../../server/server-api'
import { REDACTED } from './redacted-token'

/**
 * The server part as a page's SDK reaches it: what tokens it hands to the app's
 * callbacks does not leave the server in the page, when the response is shown or
 * copied as a whole, nor in its payload, whatever the app does with them.
 *
 * @param runInContext where Nuxt's composables work.
 */
export function redactTokens(server: ServerApi, runInContext: (callback: () => void) => void): ServerApi {
  const tokens = new Set<string>()

  function handOut(response: OAuthUserTokenResponse): OAuthUserTokenResponse {
    const { access_token, refresh_token } = response
    if (tokens.size === 0) runInContext(() => definePayloadReducer(REDACTED, redact))
    tokens.add(access_token)
    if (refresh_token !== undefined) tokens.add(refresh_token)
    return withTokensByNameOnly(response)
  }

  function redact(value: unknown): string | false {
    if (typeof value !== 'string') return false
    let redacted = value
    for (const token of tokens) redacted = redacted.replaceAll(token, '[…]')
    return redacted !== value && redacted
  }

  return {
    ...server,
    async refresh(event, refused) {
      return handOut(await server.refresh(event, refused))
    },
    async refreshAhead(event) {
      const refresh = await server.refreshAhead(event)
      return refresh && { ...refresh, tokens: handOut(refresh.tokens) }
    },
  }
}
