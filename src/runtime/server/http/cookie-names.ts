/** Identifies a shop in its cookie names: several shops may share a host. */
export interface ShopIdentity {
  /** The origin of `publicUrl`; in development without it, the port. */
  origin: string
  /** The app's base path, with a slash at both ends. */
  baseURL: string
  clientId: string
  /** Whether the shop is reached over https, or on this machine: current browsers accept `Secure` cookies on loopback, too. */
  isSecure: boolean
}

/** The names of one shop's cookies. */
export interface CookieNames {
  /** Tells shops on one server apart, as the names do; sessions have it inside, because a client can rename its cookies. */
  shop: string
  /** Holds the name of the browser's current session. */
  pointer: string
  /** The pointer of a session that was taken over from version 0.1; the usual pointer takes precedence. */
  version01Pointer: string
  /** @param session name. */
  content: (session: string) => string
  /** Marks an ended session. */
  mark: (session: string) => string
  cart: string
  /** What SAP is told of the visitor: consents and personalization. */
  visitor: string
  /** @param key of the login. */
  login: (key: string) => string
  /** Whether the browser has a session at the authorization server. */
  sso: string
  /** When a password was reset in this browser, until a customer signs in. */
  reset: string
  /** Of a support agent: for which customer the agent acts. */
  assisted: string
  /** The cookie of a session's ID token; sent to the routes of login and logout only. Without a session's name: that of earlier versions. */
  idToken: (session?: string) => string
  /** A sign-out that continues at the authorization server; sent to the same routes. */
  logout: string
  /** The session of a content or mark cookie. */
  sessionOf: (cookie: string) => string | undefined
  isIdToken: (cookie: string) => boolean
  /** The session of an ID token's cookie. */
  idTokenSession: (cookie: string) => string | undefined
  /** Whether a cookie of the request is one of this shop's, or of an earlier version's. */
  isOwn: (cookie: string) => boolean
  isLogin: (cookie: string) => boolean
  /** Cookie names of version 0.1, which set all of them with the path `/`. */
  version01: { session: string, cart: string, path: string }
  path: string
  isSecure: boolean
}

/** Every cookie name of the module contains this text. */
export const COOKIE_SIGN = 'sapcc-'

/** Browsers accept 4096 bytes per cookie, including name and attributes. */
export const CHUNK_LENGTH = 3800

/** 38 KB: more than any session needs, less than servers' header limits. */
export const MAX_CHUNKS = 10

/**
 * Creates cookie names that identify the shop: two shops on one host, with
 * different ports or base paths, never read each other's cookies.
 *
 * The prefix `__Host-` requires the path `/`. With a base path, cookies are
 * limited to that path, so that requests do not carry the cookies of all shops
 * of the host.
 *
 * @see RFC 6265bis, section 4.1.3
 */
export function createCookieNames({ origin, baseURL, clientId, isSecure }: ShopIdentity): CookieNames {
  const isRoot = baseURL === '/'
  const prefix = isSecure ? isRoot ? '__Host-' : '__Secure-' : ''
  const version01Prefix = isSecure ? '__Host-' : ''
  const shop = shortHash(`${origin}\n${baseURL}\n${clientId}`)
  const id = COOKIE_SIGN + shop
  const base = prefix + id
  // Prefix for cookies of single routes, whose path is not `/`.
  const narrow = `${isSecure ? '__Secure-' : ''}${id}`
  const [content, mark, login] = [`${base}-s-`, `${base}-x-`, `${base}-login-`]
  const idToken = `${narrow}-id`
  const version01 = { session: `${version01Prefix}${COOKIE_SIGN}session`, cart: `${version01Prefix}${COOKIE_SIGN}cart`, path: '/' }
  const isPiece = (cookie: string, name: string) => cookie === name || (cookie.startsWith(name) && cookie[name.length] === '.')
  return {
    shop,
    pointer: base,
    version01Pointer: `${base}-adopted`,
    content: session => content + session,
    mark: session => mark + session,
    cart: `${base}-cart`,
    visitor: `${base}-visitor`,
    login: key => login + key,
    sso: `${base}-sso`,
    reset: `${base}-reset`,
    assisted: `${base}-assisted`,
    idToken: session => session === undefined ? idToken : `${idToken}-${session}`,
    logout: `${narrow}-logout`,
    sessionOf(cookie) {
      const rest = cookie.startsWith(content) ? cookie.slice(content.length) : cookie.startsWith(mark) ? cookie.slice(mark.length) : undefined
      return rest?.split('.', 1)[0]
    },
    isIdToken: cookie => isPiece(cookie, idToken) || cookie.startsWith(`${idToken}-`),
    idTokenSession: cookie => cookie.startsWith(`${idToken}-`) ? cookie.slice(idToken.length + 1).split('.', 1)[0] : undefined,
    isOwn: cookie => cookie === base || cookie.startsWith(`${base}-`) || cookie.startsWith(`${narrow}-`) || isPiece(cookie, version01.session) || isPiece(cookie, version01.cart),
    isLogin: cookie => cookie.startsWith(login),
    version01,
    path: isRoot ? '/' : baseURL.replace(/\/+$/, ''),
    isSecure,
  }
}

/** A name tells shops apart; it protects nothing. FNV-1a, 32 bits. */
export function shortHash(text: string): string {
  let hash = 0x811C9DC5
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(36)
}
