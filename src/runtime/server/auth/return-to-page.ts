import { withoutTrailingSlash } from 'ufo'
import { parseUrl } from '../config/parse-url'
import type { ShopPaths } from './redirect-login/app-path'
import { safeReturnTo } from './return-to'

/** Server routes: to come back there shows a visitor JSON, or begins the next login. */
const API = '/api/'

/**
 * Where to go after a login: a page of the shop that is neither the one where
 * the login began nor a server route.
 *
 * @param value of the `returnTo` parameter: anything.
 * @param loginPage the sign-in page that the login came from, below the base; the configured one is meant in any case.
 * @returns path, query and fragment; `/` for what is no such page.
 */
export function returnToPage(value: unknown, { apiPath, loginPage: configured }: Pick<ShopPaths, 'apiPath' | 'loginPage'>, loginPage = ''): string {
  const returnTo = safeReturnTo(value)
  const path = readPath(returnTo)
  if (path === undefined) return '/'
  const isApi = [API, `${withoutTrailingSlash(apiPath)}/`].some(base => `${path}/`.startsWith(base.toLowerCase()))
  const isLogin = [configured, loginPage].some(page => page !== '' && readPath(page) === path)
  return isApi || isLogin ? '/' : returnTo
}

/** The path as the most lenient router might read it: decoded, without its trailing slash, in lower case. */
function readPath(address: string): string | undefined {
  const { pathname = '/' } = parseUrl(address, 'http://shop.invalid') ?? {}
  try {
    return withoutTrailingSlash(decodeURIComponent(pathname).replaceAll(/\/{2,}/g, '/').toLowerCase())
  }
  catch {
    return undefined
  }
}
