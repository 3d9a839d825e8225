import { definePayloadReducer } from '#imports'
import { withTokensByNameOnly } from '../../sdk/token'
import type { OAuthUserTokenResponse } from '../../sdk/token'
import type { ServerApi } from '../../server/server-api'
import { REDACTED } from './redacted-token'

/**
 * Wraps the server part for a page's SDK, so that the tokens which it passes to the
 * app's callbacks do not leave the server: neither in the page, when a callback shows or
 * copies the whole response, nor in its payload, whatever the app does with them.
 *
 * @param runInContext runs a function in a context in which Nuxt's composables work.
 */
export function redactTokens(server: ServerApi, runInContext: (callback: () => void) => void): ServerApi {
  const tokens = new Set<string>()

  function withHiddenTokensFor(response: OAuthUserTokenResponse): OAuthUserTokenResponse {
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
      return withHiddenTokensFor(await server.refresh(event, refused))
    },
    async refreshAhead(event) {
      const refresh = await server.refreshAhead(event)
      return refresh && { ...refresh, tokens: withHiddenTokensFor(refresh.tokens) }
    },
  }
}
