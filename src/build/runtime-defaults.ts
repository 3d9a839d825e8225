/**
 * The defaults of `runtimeConfig.sapcc`. Nuxt lets an environment variable
 * override only what is named here, so everything is, also what is empty.
 */
export function runtimeDefaults() {
  return {
    /**
     * The origin the shop is reached at, e.g. `https://shop.example.com`. Decides redirect URI, trusted origin and `Secure`.
     * Several as an array, of addresses or of objects with what differs: `{ url, baseSiteId, clientId, clientSecret, … }`.
     */
    publicUrl: '',
    api: {
      /** Base address of OCC, e.g. `https://api.example.com/occ/v2`. */
      uri: '',
      baseSiteId: '',
      /** Further base sites that a call may name, as an array. */
      allowedBaseSites: [],
      /** Base sites with customers of their own (`email|site`), as an array; `auto`: SAP is asked which. */
      isolatedBaseSites: [],
      /** Whether a call may be about another user than `current` and `anonymous`. */
      allowUserIds: false,
      catalogId: '',
      catalogVersion: '',
      /** SAP's ISO code, e.g. `en`. */
      defaultLanguage: '',
      /** SAP's ISO code, e.g. `USD`. */
      defaultCurrency: '',
      /** SAP's language codes by the app's locales, e.g. `{ 'de-DE': 'de' }`; others lose their region. */
      languages: {},
      /** Seconds that caches may keep the answers to reads by `GET`, by operation, e.g. `{ getProduct: 60 }`. */
      publicReads: {},
      /** Names of further headers that callers may send to SAP, as an array. */
      requestHeaders: [],
      /** Names of further headers of SAP's answers that callers may read, as an array. */
      responseHeaders: [],
      /** Milliseconds. */
      timeout: 30_000,
      /** Bytes of a call's arguments; more is answered with 413. The raw proxy has no limit. */
      bodyLimit: 1024 * 1024,
      /** The same for calls that upload files. */
      uploadLimit: 10 * 1024 * 1024,
      /** Calls of one session that SAP works on at once; 0 for no limit. */
      callsPerSession: 100,
      /** Calls of one session that wait for their turn beyond those; more are answered with 429. */
      waitingCallsPerSession: 1000,
      /** The `host` header for operations that take one as a parameter (PunchOut); empty for that of `uri`. */
      host: '',
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
      /** Where a browser's session with the authorization server is ended, e.g. `/logout`; `discover`: its `end_session_endpoint`; `none`; empty: `discover` with the scope `openid`, else `none`. */
      logoutEndpoint: '',
      /** Defaults to the module's callback below `publicUrl`. */
      redirectUri: '',
      /** Where the browser comes back to from `logoutEndpoint`; defaults to the module's route below `publicUrl`. */
      postLogoutRedirectUri: '',
      /** Whether the redirect login that follows a sign-out asks for the password (`prompt=login`). */
      promptAfterSignOut: true,
      /** Additional parameters of the authorization request, as an object of texts. */
      authorizationParams: {},
      /** `true`: jdk21; `false`: legacy; empty: found out. */
      pkceSupported: '',
      /** Operations that get the shop's own token when no customer is signed in, as an array; empty for those SAP wants it for. */
      applicationOperations: [],
      tokenRetryIntervalInSeconds: 10,
      /** Milliseconds. */
      timeout: 10_000,
    },
    session: {
      /** At least 32 characters; several as an array, of which the first one seals. */
      password: '',
      /** `cookie`: encrypted in the browser; `storage`: on the server, in the Nitro storage mount `sapcc`. */
      store: 'cookie',
      /** Seconds after its last use that a session ends. */
      maxAge: 30 * 24 * 60 * 60,
      /** Seconds after its sign-in that a session ends, however much it is used. */
      absoluteMaxAge: 365 * 24 * 60 * 60,
      /** Bytes of `Set-Cookie` that a sign-in may take; larger sessions belong on the server. */
      cookieBudget: 3584,
      /** Seconds. */
      gracePeriod: 120,
      /** Seconds before its expiry from which on a token is renewed ahead of a call. */
      refreshMargin: 30,
      /** Seconds for which a session is not refreshed again; empty for a tenth of the access token's lifetime, from 5 to 60. */
      minRefreshInterval: '',
      /** Whether sessions are refreshed while the storage mount is away. Only for a shop with one process. */
      refreshWithoutStorage: false,
    },
    signIn: {
      /** Failed sign-ins of one user name within `window`; 0 for no limit. */
      attemptsPerUser: 10,
      /** Failed sign-ins from one client address within `window`; 0 for no limit. */
      attemptsPerAddress: 100,
      /** Seconds. */
      window: 15 * 60,
      /** The header in which the proxy in front tells the client's address, e.g. `x-forwarded-for`; empty: the connection's own. */
      addressHeader: '',
      /** How many of the shop's own proxies add to that header. */
      trustedProxies: 1,
    },
    cart: {
      /** Whether the server keeps the cart of a visitor who is not signed in. */
      anonymous: true,
      /** Whether that cart becomes part of the customer's at the sign-in. */
      mergeOnSignIn: true,
    },
    visitor: {
      /** Whether the server keeps the consents of a visitor (`X-Anonymous-Consents`) in an httpOnly cookie, and gives them to the customer at the sign-in. */
      keepConsents: false,
      /** Whether it keeps `Occ-Personalization-Id` and `Occ-Personalization-Time` there. */
      keepPersonalization: false,
    },
  }
}
