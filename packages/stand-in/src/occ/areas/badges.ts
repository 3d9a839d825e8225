import type { Localized } from '../../shop/site.ts'
import { pathValue, type Handlers } from '../call.ts'
import { unknownIdentifier } from '../errors.ts'
import type { Operation } from '../operations.ts'

/** An endpoint that SAP Commerce does not have, as a shop's own backend may add it. See the playground's `occ-api.yaml`. */
export const badgeOperations: readonly Operation[] = [{
  tag: 'Badges',
  id: 'getProductBadges',
  method: 'GET',
  path: '/{baseSiteId}/products/{productCode}/badges',
  query: [],
  header: [],
  bodyMedia: [],
  success: 200,
  result: 'ProductBadgeList',
}]

const NAMES = {
  'top-rated': { en: 'Top rated', de: 'Bestens bewertet', ja: '高評価' },
  'free-delivery': { en: 'Free delivery', de: 'Versand kostenlos', ja: '送料無料' },
} satisfies Record<string, Localized>

export const badgeHandlers: Handlers = {
  getProductBadges: (call) => {
    const code = pathValue(call, 'productCode')
    const product = call.shop.product(code, call.site)
    if (!product) throw unknownIdentifier(`Product with code '${code}' not found!`)
    const ratings = product.reviews.map(({ rating }) => rating)
    const isTopRated = ratings.length > 0 && ratings.reduce((sum, rating) => sum + rating, 0) / ratings.length >= 4.5
    const codes = [...(isTopRated ? ['top-rated' as const] : []), ...(product.price >= 100 ? ['free-delivery' as const] : [])]
    return { badges: codes.map(code => ({ code, name: NAMES[code] })) }
  },
}
