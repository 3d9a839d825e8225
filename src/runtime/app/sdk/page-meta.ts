import type { Router } from 'vue-router'
import type { SapccPageMeta } from '../types'

/**
 * The `sapcc` page meta of the current route.
 *
 * @param url URL of the request, because route middleware runs before there is a current route.
 */
export function pageMeta(router: Router, url: string | undefined): SapccPageMeta {
  const { currentRoute } = router
  const route = currentRoute.value.matched.length > 0 || url === undefined ? currentRoute.value : router.resolve(url)
  return (route.meta.sapcc ?? {}) as SapccPageMeta
}
