import { joinURL } from 'ufo'

/** The paths of the shop's own pages and routes. */
export interface ShopPaths {
  /** The app's base path, with a slash at both ends. */
  baseURL: string
  /** The path of the module's routes, below the base. */
  apiPath: string
  /** The shop's own sign-in page, below the base; empty where there is none, or where only the app knows it. */
  loginPage: string
}

/** A path of the shop, below the app's base. */
export function appPath({ baseURL }: ShopPaths, path: string): string {
  return joinURL(baseURL, path)
}

/** The path of a route of login or logout; without a route, the one that all of them lie below. */
export function authPath(paths: ShopPaths, route = ''): string {
  return appPath(paths, joinURL(paths.apiPath, 'auth', route))
}
