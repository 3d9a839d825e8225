import type { OAuthUserTokenResponse, PublicTokenResponse } from '../token'
import type { RefreshTokenResponse } from './options'

/** A refresh that the server did ahead of a call, as the caller is told of it. */
export interface AnnouncedRefresh<Tokens extends RefreshTokenResponse = OAuthUserTokenResponse> {
  /** Random; the same wherever this refresh is spoken of. */
  id: string
  tokens: Tokens
}

/** Hears of refreshes; awaited before the answer of the call that caused one. */
export type RefreshListener = (refresh: AnnouncedRefresh<RefreshTokenResponse>) => Promise<void>

/** Tells of refreshes that the server did by itself, ahead of calls. */
export interface RefreshSource {
  onRefreshed: (listener: RefreshListener) => void
}

/** Tells which answers to `refreshUserToken` came from a refresh that somebody else caused, e.g. another tab. */
export interface RefreshOrigin {
  isOwnRefresh: (response: unknown) => boolean
}

/** The response header of calls that were answered as for a visitor who is not signed in; its value is `none`. */
export const SESSION_HEADER = 'sapcc-session'

/** The response header of a refused call: how many refreshes the session it was made in has seen. */
export const GENERATION_HEADER = 'sapcc-generation'

/** The request header by which this SDK says that it renews an expired token itself. */
export const SDK_HEADER = 'sapcc-sdk'

/** The response header that tells the browser, without any token. */
export const REFRESHED_HEADER = 'sapcc-refreshed'

/** The header's value: form-encoded, because a scope may hold anything. */
export function formatRefreshed({ id, tokens }: AnnouncedRefresh<PublicTokenResponse>): string {
  const { token_type, expires_in, scope } = tokens
  return new URLSearchParams({ id, token_type, expires_in: String(expires_in), scope }).toString()
}

/** @returns `undefined` for what {@link formatRefreshed} did not make. */
export function parseRefreshed(value: string | null): AnnouncedRefresh<PublicTokenResponse> | undefined {
  if (value === null) return undefined
  const found: Partial<Record<string, string>> = Object.fromEntries(new URLSearchParams(value))
  const { id, token_type, scope } = found
  const expiresIn = Number(found.expires_in)
  if (!id || !token_type || scope === undefined || !Number.isFinite(expiresIn)) return undefined
  return { id, tokens: { token_type, expires_in: expiresIn, scope } }
}
