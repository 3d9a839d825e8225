/**
 * The defaults of `runtimeConfig.sapcc`. Nuxt lets an environment variable
 * override only what is named here, so everything is, also what is empty.
 */
export function runtimeDefaults() {
  return {
    /** The origin the shop is reached at, e.g. `https://shop.example.com`. Decides redirect URI, trusted origin and `Secure`. */
    publicUrl: '',
    api: {
      /** Base address of OCC, e.g. `https://api.example.com/occ/v2`. */
      uri: '',
      baseSiteId: '',
      catalogId: '',
      catalogVersion: '',
      /** SAP's ISO code, e.g. `en`. */
      defaultLanguage: '',
      /** SAP's ISO code, e.g. `USD`. */
      defaultCurrency: '',
      /** Milliseconds. */
      timeout: 30_000,
    },
    oauth: {
      /** Base address of the authorization server, e.g. `https://api.example.com/authorizationserver`. */
      uri: '',
      /** Defaults to `uri`. */
      issuer: '',
      clientId: '',
      /** Empty for a public client. */
      clientSecret: '',
      scope: 'basic',
      authorizationEndpoint: '/oauth/authorize',
      tokenEndpoint: '/oauth/token',
      tokenRevokeEndpoint: '/oauth/revoke',
      /** Defaults to the module's callback below `publicUrl`. */
      redirectUri: '',
      /** Additional parameters of the authorization request, as an object of texts. */
      authorizationParams: {},
      /** `true`: jdk21; `false`: legacy; empty: found out. */
      pkceSupported: '',
      tokenRetryIntervalInSeconds: 10,
      /** Milliseconds. */
      timeout: 10_000,
    },
    session: {
      /** At least 32 characters; several as an array, of which the first one seals. */
      password: '',
      /** `cookie`: encrypted in the browser; `storage`: on the server, in the Nitro storage mount `sapcc`. */
      store: 'cookie',
      /** Seconds. */
      maxAge: 30 * 24 * 60 * 60,
      /** Seconds. */
      gracePeriod: 120,
      /** Seconds before its expiry from which on a token is renewed ahead of a call. */
      refreshMargin: 30,
    },
  }
}
