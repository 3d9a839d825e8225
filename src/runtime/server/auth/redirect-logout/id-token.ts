import { isRecord } from '../../../sdk/errors'
import type { Sealer } from '../../crypto/sealer'
import type { RequestScope } from '../../http/request-scope'
import { authPath } from '../redirect-login/app-path'
import type { ShopPaths } from '../redirect-login/app-path'

/** What the functions below need. */
export interface KeptIdTokenOptions {
  sealer: Sealer
  paths: ShopPaths
}

/**
 * Keeps the ID token of a redirect login, by which the authorization server
 * knows at the sign-out whose session is to end. It has a cookie of its own that
 * browsers send to the routes of login and logout only, so that it makes no
 * other request larger.
 *
 * @param options.room bytes of `Set-Cookie` that are left. What does not fit is
 * left out: the server may then ask the customer whether to sign out.
 */
export async function keepIdToken({ cookies, names }: RequestScope, idToken: string, options: KeptIdTokenOptions & { maxAge: number, room: number }): Promise<void> {
  const path = authPath(options.paths)
  const sealed = await options.sealer.sealValue('logout', { idToken })
  if (cookies.sizeOf(names.idToken, sealed) <= options.room) cookies.write(names.idToken, sealed, options.maxAge, path)
  else dropIdToken({ cookies, names }, options.paths)
}

/** The ID token of this browser's last redirect login. */
export async function readIdToken({ cookies, names }: RequestScope, { sealer }: KeptIdTokenOptions): Promise<string | undefined> {
  const cookie = cookies.read(names.idToken)
  const value = cookie === undefined ? undefined : await sealer.openValue('logout', cookie)
  return isRecord(value) && typeof value.idToken === 'string' ? value.idToken : undefined
}

/** It is of no use any more. */
export function dropIdToken({ cookies, names }: Pick<RequestScope, 'cookies' | 'names'>, paths: ShopPaths): void {
  cookies.clear(names.idToken, 0, authPath(paths))
}
