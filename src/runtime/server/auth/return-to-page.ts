import { withoutTrailingSlash } from 'ufo'
import { parseUrl } from '../../shared/parse-url'
import type { ShopPaths } from './redirect-login/app-path'
import { safeReturnTo } from './return-to'

/** Server routes: to come back there shows a visitor JSON, or begins the next login. */
const API = '/api/'

/**
 * Where to go after a login: a page of the shop that is neither the one where
 * the login began nor a server route.
 *
 * @param value of the `returnTo` parameter: anything.
 * @param loginPage the sign-in page that the login came from, below the base; the configured one is meant in any case. Without it, also
 * a path that ends with the configured one, as sign-in pages of a language or a site do: a login that begins before the
 * page's script runs cannot say where it comes from.
 * @returns path, query and fragment; `/` for what is no such page.
 */
export function returnToPage(value: unknown, { apiPath, loginPage: configured }: Pick<ShopPaths, 'apiPath' | 'loginPage'>, loginPage = ''): string {
  const returnTo = safeReturnTo(value)
  const path = readPath(returnTo)
  if (path === undefined) return '/'
  const isApi = [API, `${withoutTrailingSlash(apiPath)}/`].some(base => `${path}/`.startsWith(base.toLowerCase()))
  const isFromUnknown = loginPage === '' || loginPage === '/'
  const isLogin = [configured, loginPage].some(page => page !== '' && readPath(page) === path) || (isFromUnknown && endsWithPage(path, configured))
  return isApi || isLogin ? '/' : returnTo
}

/** Whether a path is that of a page below other segments, such as `/de/login`. */
function endsWithPage(path: string, page: string): boolean {
  const end = page === '' ? undefined : readPath(page)
  return end !== undefined && path.endsWith(end)
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
