import { boolean, bytes, codes, count, exactAddress, headerNames, list, listOr, milliseconds, number, oneOf, optionalAddressHeader, optionalBoolean, optionalNumber, optionalOrigin, optionalSecret, optionalText, origins, positiveNumber, requiredAddress, requiredList, requiredText, seconds, text, texts } from './kinds'
import type { SettingInputs } from './setting'
import { baseSite, endpoint, hostHeader, isoCode, issuer, logoutEndpoint, pathSegment, scopes } from './text-checks'

/** RFC 9106 and common practice: the least length of a password from which a key is derived. */
export const MIN_PASSWORD_LENGTH = 32

/** The names and attributes of a session's two cookies alone take almost as much. Bytes. */
const LEAST_COOKIE_BUDGET = 256

/**
 * All settings of `runtimeConfig.sapcc`. Each is declared here and nowhere else: its default, its validation, its type
 * and variable are derived from the entry. The first argument of `number`, `boolean` and `text` is the default, and so is
 * that of `oneOf`; the other kinds are empty by default. `npm run generate` makes docs/settings.md of the comments:
 * `@default` says in words what an empty value means, a name of a file in `docs` becomes a link.
 */
export const serverSettings = {
  /** OCC and the base site. */
  api: {
    /** Base address of OCC, for example `https://api.example.com/occ/v2`. */
    uri: requiredAddress({ secure: true, example: 'https://api.example.com/occ/v2' }),
    /** Base site of calls that do not name one. */
    baseSiteId: requiredText(baseSite),
    /** Base sites that a call may name beside the request's own. */
    allowedBaseSites: list(baseSite),
    /** Base sites with customers of their own, who sign in as `email|site`; `auto` asks SAP which ones these are. */
    isolatedBaseSites: listOr('auto', baseSite),
    /** Whether a call may be about another user than `current` and `anonymous`. No effect on a server with assisted service. */
    allowUserIds: boolean(false),
    /** Product catalog. */
    catalogId: optionalText(pathSegment),
    /** Version of the product catalog. */
    catalogVersion: optionalText(pathSegment),
    /**
     * SAP's ISO code, for example `en`.
     *
     * @default that of the base site
     */
    defaultLanguage: optionalText(isoCode),
    /**
     * SAP's ISO code, for example `USD`.
     *
     * @default that of the base site
     */
    defaultCurrency: optionalText(isoCode),
    /** SAP's language codes by the app's locales, for example `{"de-AT":"de"}`; without an entry `de-DE` becomes `de`. */
    languages: codes('{"de-AT":"de"}', isoCode),
    /**
     * Lets browsers and CDNs keep the answers to operations that read, for so many seconds: `{"getProduct":60}`. Only calls
     * by `GET` count (`methodsRequestConfig` in `sdk.config.ts`). They are made without a session and without
     * any cookie, also for the shop's hooks; where `sapcc:site-context` adds parameters, such as a preview's ticket, the
     * answer is `no-store`. Do not list operations whose results belong to a user. `cache` is about answers
     * that this server keeps itself.
     */
    publicReads: seconds('{"getProduct":60}'),
    /** Names of further headers that callers may send to SAP; see docs/requests.md#headers. */
    requestHeaders: headerNames(),
    /** Names of further headers of SAP's answers that callers may read; see docs/requests.md#headers. */
    responseHeaders: headerNames(),
    /** Milliseconds after which a call to OCC fails. There is no value for "never". */
    timeout: milliseconds(30_000, 1),
    /** Bytes of a call's arguments; more is answered with 413. The raw proxy has no limit. */
    bodyLimit: positiveNumber(1024 * 1024),
    /** The same for calls that upload files. */
    uploadLimit: number(10 * 1024 * 1024),
    /**
     * Calls of one session that SAP works on at once; further ones wait. `0`: no limit. Visitors who are not signed in
     * are limited by their address only (`api.anonymousCallsPerAddress`), because they can drop their cookies.
     */
    callsPerSession: number(100, { change: Math.ceil }),
    /**
     * How many calls of one session wait beyond those, at most `api.timeout` long; more are answered with 429
     * `TooManyCallsError`, late ones with 503. As many changes of one cart wait for their turn; more get 429 `CartBusyError`.
     */
    waitingCallsPerSession: number(1000),
    /**
     * Calls of visitors who are not signed in, by methods and the raw proxy, from one client address within a minute; more
     * are answered with 429 `TooManyCallsError`. Also counted are calls whose answers are the same for everybody
     * (metadata, `api.publicReads`). Pages that are rendered are not counted. `0`: no limit. The address is found as for
     * `signIn.attemptsPerAddress`; with Redis on the mount `sapcc` calls are counted for all processes.
     */
    anonymousCallsPerAddress: number(0, { change: Math.ceil }),
    /**
     * The `host` header of operations that take one as a parameter (`createPunchOutProfileRequest`).
     *
     * @default that of `api.uri`
     */
    host: optionalText(hostHeader),
  },
  /** The authorization server and the client. */
  oauth: {
    /** Base address of the authorization server, for example `https://api.example.com/authorizationserver`. */
    uri: requiredAddress({ secure: true, example: 'https://api.example.com/authorizationserver' }),
    /**
     * The authorization server's issuer identifier (RFC 8414), compared character by character.
     *
     * @default `oauth.uri`
     */
    issuer: optionalText(issuer),
    /** The client's id. */
    clientId: requiredText(),
    /** The client's secret; empty for a public client. */
    clientSecret: optionalText(),
    /** Scopes, separated by spaces. */
    scope: text('basic', scopes),
    /** Below `oauth.uri` if it begins with a slash, or absolute. */
    authorizationEndpoint: text('/oauth/authorize', endpoint),
    /** Below `oauth.uri` if it begins with a slash, or absolute. */
    tokenEndpoint: text('/oauth/token', endpoint),
    /** Below `oauth.uri` if it begins with a slash, or absolute. */
    tokenRevokeEndpoint: text('/oauth/revoke', endpoint),
    /**
     * Where a browser's session with the authorization server is ended after a sign-out: an endpoint such as `/logout`,
     * `discover` for its `end_session_endpoint`, or `none`; see docs/signing-in.md.
     *
     * @default `discover` with the scope `openid`, else `none`
     */
    logoutEndpoint: optionalText(logoutEndpoint),
    /**
     * Where the authorization server sends the browser after a login. It must match the client's registration byte by byte.
     *
     * @default `{publicUrl}/api/sapcc/auth/callback`
     */
    redirectUri: exactAddress('https://shop.example.com/api/sapcc/auth/callback'),
    /**
     * Where `oauth.logoutEndpoint` sends the browser back to. It must match the client's registration.
     *
     * @default `{publicUrl}/api/sapcc/auth/logout` where `oauth.logoutEndpoint` is set, else the browser stays there
     */
    postLogoutRedirectUri: exactAddress('https://shop.example.com/api/sapcc/auth/logout'),
    /** Whether the redirect login that follows a sign-out asks for the password (`prompt=login`). */
    promptAfterSignOut: boolean(true),
    /** Additional parameters of the authorization request, for example `{"ui_locales":"de"}`. Those that the server sets itself, such as `state`, have no effect, and the log names them. */
    authorizationParams: texts('{"prompt":"login"}'),
    /**
     * Which generation the authorization server is of: `true` for jdk21, `false` for legacy.
     *
     * @default found out by the first sign-in
     */
    pkceSupported: optionalBoolean(),
    /**
     * Operations that are called with the shop's own token when no customer is signed in.
     *
     * @default registration, password reset, guest checkout
     */
    applicationOperations: list(),
    /** Seconds to wait after a failed request for the shop's own token. */
    tokenRetryIntervalInSeconds: number(10),
    /** Milliseconds after which a request to the authorization server fails. `0`: a minute. */
    timeout: milliseconds(10_000, 0),
  },
  /**
   * The address that browsers reach the shop at, for example `https://shop.example.com`. It decides the redirect URI, the
   * trusted origin and the cookies' `Secure`. Required in production: without it customers can sign in only by password, on
   * the legacy generation, and the log says so. An address without https is for tests: the server warns of it, unless it is that of the same machine (`localhost`). Several as a list, each with a base site and a client of its own if need be: docs/brands.md.
   */
  publicUrl: origins(),
  /** Sessions; see docs/sessions.md. */
  session: {
    /**
     * Encrypts the session cookies: at least 32 random characters, for example from `openssl rand -base64 32`. Several as
     * a list, of which the first one encrypts and all decrypt, to replace one.
     *
     * @default required in production; `nuxt dev` makes one
     */
    password: requiredList(
      'is missing: it encrypts the session cookies. Set at least 32 random characters, for example from `openssl rand -base64 32`.',
      (passwords, { isProduction, problem }) => {
        if (isProduction && passwords.some(password => password.length < MIN_PASSWORD_LENGTH)) {
          problem(`is shorter than ${MIN_PASSWORD_LENGTH} characters. Set a random one, for example from \`openssl rand -base64 32\`.`)
        }
      },
    ),
    /** Where tokens are kept: `cookie`, encrypted in the browser; `storage`, on the server, in the Nitro storage mount `sapcc`. */
    store: oneOf('cookie', 'storage'),
    /** A session ends this many seconds after its last use. The refresh token may end sooner. */
    maxAge: positiveNumber(30 * 24 * 60 * 60),
    /** A session ends this many seconds after its sign-in, however much it is used. */
    absoluteMaxAge: positiveNumber(365 * 24 * 60 * 60),
    /**
     * Bytes of `Set-Cookie` that a sign-in may take. A larger session is refused with `SessionTooLargeError`, because
     * servers and proxies would refuse the browser's requests; it belongs on the server (`session.store`). At least 256.
     */
    cookieBudget: bytes(3584, LEAST_COOKIE_BUDGET),
    /** Seconds during which a request with old tokens gets those that have replaced them. */
    gracePeriod: number(120),
    /** Seconds before its expiry from which an access token is renewed ahead of a call; never more than half of its lifetime. */
    refreshMargin: number(30),
    /**
     * Seconds after a refresh within which a session is refreshed at most once more, and only if the client says that SAP
     * refuses the newest token, and at least two seconds have passed. Never more than half of the access token's lifetime.
     * `0`: no limit.
     *
     * @default a tenth of the access token's lifetime, from 5 to 60
     */
    minRefreshInterval: optionalNumber(),
    /** Whether sessions are refreshed while the storage mount cannot be reached. Only for a shop with one process: several processes would use each other's refresh tokens. */
    refreshWithoutStorage: boolean(false),
    /**
     * Whether a change of the password (`changeUserPassword`) ends the customer's other sessions. Only where the server
     * knows them: with `session.store: 'storage'`, see docs/sessions.md.
     */
    endOthersOnPasswordChange: boolean(true),
  },
  /** Limits of failed sign-ins, which make guessing passwords slow. */
  signIn: {
    /**
     * Failed sign-ins of one user name within `signIn.window`; more are answered with 429 `TooManySignInsError`. With
     * Redis on the mount `sapcc` they are counted for all processes. `0`: no limit. The redirect login is the
     * authorization server's and not counted. Guesses at a password in `changeUserPassword` and the like count, too, and
     * requests for a link to a new one; see docs/signing-in.md.
     */
    attemptsPerUser: number(10),
    /** The same for one client address. */
    attemptsPerAddress: number(100),
    /** Seconds after the first failure in which failures are counted; then the count starts again. */
    window: positiveNumber(15 * 60),
    /**
     * The header in which the proxy in front gives the client's address, for example `x-forwarded-for`: one address, or several with commas (not `forwarded`). The address of a private connection whose requests have another such header only is not counted, and the log says so once.
     *
     * @default the address of the connection. If that is private, a proxy has forwarded the request, and attempts are not limited by address until the header is named
     */
    addressHeader: optionalAddressHeader(),
    /** Number of the shop's own proxies that add to that header. The client's address is the entry at this position from the right. */
    trustedProxies: count(1),
  },
  /** Support agents who act for customers; see docs/assisted-service.md. */
  assistedService: {
    /** Whether there is such a service: without it no agent can act for a customer through this shop. */
    enabled: boolean(false),
    /**
     * The only one of the shop's origins that has it, for example `https://agents.example.com`, so that your network can block it for everyone else. It must be in `publicUrl`, and not be the first of several.
     *
     * @default each of `publicUrl`
     */
    origin: optionalOrigin('https://agents.example.com'),
    /**
     * What the proxy in front of that origin sends as the header `sapcc-proxy-secret`, and no other proxy: a client can write the origin's name into `Host`. Needed in production where `publicUrl` has several origins; at least 32 characters then.
     */
    proxySecret: optionalSecret(MIN_PASSWORD_LENGTH, 'Set a random one, for example from `openssl rand -base64 32`.'),
    /** Seconds after which an agent no longer acts for a customer, and has to choose them again. More than 0. */
    maxAge: positiveNumber(60 * 60),
  },
  /** Carts; see docs/carts.md. */
  cart: {
    /** Whether the server keeps the cart of a visitor who is not signed in: calls may then leave `cartId` out. */
    anonymous: boolean(true),
    /** Whether that cart becomes part of the customer's at the sign-in. */
    mergeOnSignIn: boolean(true),
  },
  /** Headers for SAP that the server remembers for a visitor, in an httpOnly cookie. */
  visitor: {
    /** `X-Anonymous-Consents`: sent with each call, and given to the customer at the sign-in. Values up to 4,096 characters, some 35 consents; a longer one is not kept, and what was kept before is forgotten. */
    keepConsents: boolean(false),
    /** `Occ-Personalization-Id` and `Occ-Personalization-Time`, until the sign-out. */
    keepPersonalization: boolean(false),
  },
  /** Answers of OCC that are the same for everybody, kept on the server; see docs/caching.md. */
  cache: {
    /** Whether answers are kept. */
    enabled: boolean(false),
    /**
     * Seconds for which the answers to an operation are kept, for example `{"getProduct":300}`; `0`: not at all. Adds to
     * the defaults in docs/caching.md. Only for what is the same for all visitors who are not signed in.
     */
    maxAge: seconds('{"getProduct":300}', 0),
    /** Seconds after that in which an old answer is still given, while a new one is fetched; by operation, too. */
    staleMaxAge: seconds('{"getProduct":3600}', 0),
    /** Operations whose answers signed-in customers get from the cache, too. Not where prices or contents depend on a customer's group. */
    sameForCustomers: list(),
    /** Base sites whose answers are not kept, for example those of a B2B shop. */
    exceptBaseSites: list(baseSite),
    /** How many answers a process keeps in its memory. */
    maxEntries: number(10_000),
    /** Bytes that the answers in the memory of a process take together. */
    maxBytes: number(64 * 1024 * 1024),
    /** Bytes of one answer; larger ones are not kept. */
    maxAnswerBytes: number(1024 * 1024),
    /**
     * Opens `POST /api/sapcc/cache/purge`, for jobs that change products or contents: at least 32 random characters.
     *
     * @default the route is closed
     */
    purgeSecret: optionalSecret(MIN_PASSWORD_LENGTH, 'Set a random one, for example from `openssl rand -base64 32`.'),
  },
}

/** `runtimeConfig.sapcc`: the settings of the server. Never send them to the browser. */
export type SapccRuntimeConfig = SettingInputs<typeof serverSettings>
