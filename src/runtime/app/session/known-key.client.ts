/**
 * The session that this browser remembers as its own, for all its tabs. A page that was rendered for another one may
 * come from a cache, and belong to another visitor.
 *
 * @param apiUrl of the module's routes: several shops may share an origin, each below a path of its own.
 * @returns its key (`SapccSessionInfo.sessionKey`), which is no secret; empty where there is none or storage is blocked.
 */
export function knownKey(apiUrl: string): string {
  try {
    return localStorage.getItem(nameFor(apiUrl)) ?? ''
  }
  catch {
    return ''
  }
}

/** Keeps what {@link knownKey} returns. Where storage is blocked or full, each page of a customer's asks the server. */
export function rememberKey(apiUrl: string, key: string): void {
  try {
    localStorage.removeItem(nameFor(apiUrl))
    if (key !== '') localStorage.setItem(nameFor(apiUrl), key)
  }
  catch { /* empty */ }
}

const nameFor = (apiUrl: string) => `sapcc:session:${apiUrl}`
