import type { Router } from 'vue-router'
import type { SapccPageMeta } from '../types'

/**
 * What the page of the current route says about itself.
 *
 * @param url of the request: route middleware runs before there is a current route.
 */
export function pageMeta(router: Router, url: string | undefined): SapccPageMeta {
  const { currentRoute } = router
  const route = currentRoute.value.matched.length > 0 || url === undefined ? currentRoute.value : router.resolve(url)
  return (route.meta.sapcc ?? {}) as SapccPageMeta
}
