import type { OAuthUserTokenResponse, PublicTokenResponse } from '../token'
import type { RefreshTokenResponse } from './options'

/** A refresh that the server did ahead of a call, in the form in which the caller learns of it. */
export interface AnnouncedRefresh<Tokens extends RefreshTokenResponse = OAuthUserTokenResponse> {
  /** Random identifier; the same in every response that mentions this refresh. */
  id: string
  tokens: Tokens
}

/** Called for each refresh; awaited before the call that caused it returns. */
export type RefreshListener = (refresh: AnnouncedRefresh<RefreshTokenResponse>) => Promise<void>

/** A source of refreshes that the server did by itself, ahead of calls. */
export interface RefreshSource {
  onRefreshed: (listener: RefreshListener) => void
}

/** Tells whether a response to `refreshUserToken` comes from a refresh that this page caused, not another tab. */
export interface RefreshOrigin {
  isOwnRefresh: (response: unknown) => boolean
}

/** The response header of calls that were made for a visitor who is not signed in; its value is `none`. */
export const SESSION_HEADER = 'sapcc-session'

/** The response header of a refused call with the number of refreshes that its session has had. */
export const GENERATION_HEADER = 'sapcc-generation'

/** The request header by which this SDK tells the server that it renews an expired token itself. */
export const SDK_HEADER = 'sapcc-sdk'

/** The response header that tells the browser of a refresh. It contains no token. */
export const REFRESHED_HEADER = 'sapcc-refreshed'

/** Formats the value of {@link REFRESHED_HEADER}. It is form-encoded, because a scope may contain any character. */
export function formatRefreshed({ id, tokens }: AnnouncedRefresh<PublicTokenResponse>): string {
  const { token_type, expires_in, scope } = tokens
  return new URLSearchParams({ id, token_type, expires_in: String(expires_in), scope }).toString()
}

/** Parses the value of {@link REFRESHED_HEADER}. @returns `undefined` when it is not a result of {@link formatRefreshed}. */
export function parseRefreshed(value: string | null): AnnouncedRefresh<PublicTokenResponse> | undefined {
  if (value === null) return undefined
  const found: Partial<Record<string, string>> = Object.fromEntries(new URLSearchParams(value))
  const { id, token_type, scope } = found
  const expiresIn = Number(found.expires_in)
  if (!id || !token_type || scope === undefined || !Number.isFinite(expiresIn)) return undefined
  return { id, tokens: { token_type, expires_in: expiresIn, scope } }
}
