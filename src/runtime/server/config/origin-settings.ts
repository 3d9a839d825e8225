/** What an origin in the list of `publicUrl` may have of its own, by the setting that it replaces there. */
export const ORIGIN_SETTINGS = {
  url: 'publicUrl',
  baseSiteId: 'api.baseSiteId',
  defaultLanguage: 'api.defaultLanguage',
  defaultCurrency: 'api.defaultCurrency',
  clientId: 'oauth.clientId',
  clientSecret: 'oauth.clientSecret',
  redirectUri: 'oauth.redirectUri',
  postLogoutRedirectUri: 'oauth.postLogoutRedirectUri',
} as const

/** An origin of a shop with several: its address, and which of the settings differ there. See docs/brands.md. */
export type SapccOrigin = { url: string } & { [Name in Exclude<keyof typeof ORIGIN_SETTINGS, 'url'>]?: string }
