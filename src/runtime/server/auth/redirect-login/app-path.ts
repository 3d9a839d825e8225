import { useRuntimeConfig } from 'nitropack/runtime'
import { joinURL } from 'ufo'

/** A path of the shop, below the app's base. */
export function appPath(path: string): string {
  return joinURL(useRuntimeConfig().app.baseURL, path)
}
