import { CATEGORIES, type Category, type Product } from '../../shop/products.ts'
import { categoryView, productView, stockView } from '../../shop/views.ts'
import { localize, STORES, type Localized } from '../../shop/site.ts'
import { bodyString, fieldAt, OccReply, paginate, pathValue, type Handlers, type OccCall } from '../call.ts'
import { checkAll, OccError, required, unknownIdentifier, validationError } from '../errors.ts'

const MAX_REVIEWS = 200

type Sort = 'relevance' | 'topRated' | 'name-asc' | 'name-desc' | 'price-asc' | 'price-desc'

const SORTS: { code: Sort, name: Localized }[] = [
  { code: 'relevance', name: { en: 'Relevance', de: 'Relevanz', ja: '関連度順' } },
  { code: 'topRated', name: { en: 'Top Rated', de: 'Beste Bewertung', ja: '評価順' } },
  { code: 'name-asc', name: { en: 'Name (ascending)', de: 'Name (aufsteigend)', ja: '名前順（昇順）' } },
  { code: 'name-desc', name: { en: 'Name (descending)', de: 'Name (absteigend)', ja: '名前順（降順）' } },
  { code: 'price-asc', name: { en: 'Price (lowest first)', de: 'Preis (aufsteigend)', ja: '価格の安い順' } },
  { code: 'price-desc', name: { en: 'Price (highest first)', de: 'Preis (absteigend)', ja: '価格の高い順' } },
]

interface Facet {
  code: string
  name: Localized
  multiSelect: boolean
  valueOf: (product: Product) => string
  /** What a value is called, where that is not the value itself. */
  nameOf?: (value: string) => Localized | undefined
}

/** What a search can be narrowed by. Of a facet with `multiSelect` a product needs only one of the chosen values. */
const FACETS: Facet[] = [
  { code: 'category', name: { en: 'Categories', de: 'Kategorien', ja: 'カテゴリー' }, multiSelect: false, valueOf: product => product.category, nameOf: value => CATEGORIES.find(({ code }) => code === value)?.name },
  { code: 'brand', name: { en: 'Brand', de: 'Marke', ja: 'ブランド' }, multiSelect: true, valueOf: product => product.manufacturer },
]

/** A facet and a value of it that was chosen. */
type Filter = [facet: string, value: string]

/** Products, search, suggestions, reviews, categories and stock. */
export const catalogHandlers: Handlers = {
  getProducts: call => searchPage(call, call.query.get('query') ?? ''),
  countProducts: call => new OccReply({ headers: { 'x-total-count': search(call, call.query.get('query') ?? '').found.length } }),
  getProductsByCategory: call => searchPage(call, `${call.query.get('query') ?? ':relevance'}:category:${pathValue(call, 'categoryId')}`),
  getSuggestions: (call) => {
    const term = (call.query.get('term') ?? '').toLowerCase()
    const max = Number(call.query.get('max') ?? 10) || 10
    const words = productsOf(call).flatMap(product => localize(product.name, call.language).toLowerCase().split(/\s+/))
    const values = [...new Set(words)].filter(word => word.startsWith(term))
    return { suggestions: values.slice(0, max).map(value => ({ value })) }
  },
  getProduct: call => productView(findProduct(call), call),
  getProductReferences: (call) => {
    const product = findProduct(call)
    const others = productsOf(call).filter(other => other.category === product.category && other !== product)
    return { productReferences: others.slice(0, 4).map(target => ({ referenceType: 'SIMILAR', preselected: false, target: productView(target, call) })) }
  },
  getProductReviews: (call) => {
    const { reviews } = findProduct(call)
    return { reviews: reviews.slice(0, Number(call.query.get('maxCount')) || reviews.length) }
  },
  createProductReview: (call) => {
    const product = findProduct(call)
    const [headline = '', comment = '', rating] = [bodyString(call, 'headline'), bodyString(call, 'comment'), Number(fieldAt(call.body, 'rating'))]
    checkAll(() => required('headline', headline), () => required('comment', comment), () => requireRating(rating))
    const review = { id: call.shop.newId(), alias: bodyString(call, 'alias') ?? 'Anonymous', headline, comment, rating, date: new Date().toISOString() }
    product.reviews = [review, ...product.reviews].slice(0, MAX_REVIEWS)
    return review
  },
  getLocationProductStock: (call) => {
    const product = findProduct(call)
    const { items, pagination } = paginate(STORES, call.query)
    return { product: productView(product, call), stores: items.map(store => ({ name: store.name, stockInfo: stockView(product) })), pagination }
  },
  countProductStockByLocation: () => new OccReply({ headers: { 'x-total-count': STORES.length } }),
  getStoreProductStock: call => stockView(findProduct(call)),
  getCatalogs: call => ({ catalogs: [catalogOf(call)] }),
  getCatalog: call => catalogOf(call),
  getCatalogVersion: call => catalogOf(call).catalogVersions[0],
  getCategories: (call) => {
    const category = siteCategories(call).find(category => category.code === pathValue(call, 'categoryId'))
    if (!category) throw unknownIdentifier(`Category with code '${pathValue(call, 'categoryId')}' not found!`)
    return { id: category.code, name: category.name, url: categoryView(category).url, subcategories: [] }
  },
  getExportedProducts: (call) => {
    const { items, pagination } = paginate(productsOf(call), call.query)
    return { products: items.map(product => productView(product, call)), currentPage: pagination.currentPage, totalPageCount: pagination.totalPages, totalProductCount: pagination.totalResults, catalog: `${call.site}ProductCatalog`, version: 'Online' }
  },
}

function siteCategories(call: OccCall) {
  return CATEGORIES.filter(category => category.site === call.site)
}

function catalogOf(call: OccCall) {
  const categories = siteCategories(call).map(category => ({ id: category.code, ...categoryView(category) }))
  return { id: `${call.site}ProductCatalog`, name: `${call.site} Product Catalog`, catalogVersions: [{ id: 'Online', categories }] }
}

function productsOf(call: OccCall): Product[] {
  return [...call.shop.products.values()].filter(product => product.site === call.site)
}

function categoryOf(product: Product): Category | undefined {
  return CATEGORIES.find(({ code }) => code === product.category)
}

function findProduct(call: OccCall): Product {
  const code = pathValue(call, 'productCode')
  const product = call.shop.product(code, call.site)
  if (!product) throw unknownIdentifier(`Product with code '${code}' not found!`)
  return product
}

/** `text:sort:facet:value:facet:value…`, as OCC writes a search in one string. */
function search(call: OccCall, query: string) {
  const [text = '', inlineSort = '', ...pairs] = query.split(':')
  const filters: Filter[] = []
  for (let index = 0; index + 1 < pairs.length; index += 2) filters.push([pairs[index] === 'allCategories' ? 'category' : pairs[index] ?? '', pairs[index + 1] ?? ''])
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const matching = productsOf(call).filter((product) => {
    const texts = [product.name, product.summary, categoryOf(product)?.name].flatMap(text => text ? [text.en, localize(text, call.language)] : [])
    const haystack = [product.code, product.manufacturer, ...texts].join(' ').toLowerCase()
    return words.every(word => haystack.includes(word))
  })
  const found = matching.filter(product => FACETS.every(facet => isChosen(product, facet, filters)))
  const sort = SORTS.find(({ code }) => code === (call.query.get('sort') ?? inlineSort))?.code ?? 'relevance'
  return { text, filters, matching, found: sorted(found, sort, call.language), sort }
}

function isChosen(product: Product, { code, multiSelect, valueOf }: Facet, filters: Filter[]): boolean {
  const chosen = filters.filter(([facet]) => facet === code).map(([, value]) => value)
  const isThis = (value: string) => value === valueOf(product)
  return multiSelect && chosen.length > 0 ? chosen.some(isThis) : chosen.every(isThis)
}

function sorted(products: Product[], sort: Sort, language: string): Product[] {
  const byName = (a: Product, b: Product) => localize(a.name, language).localeCompare(localize(b.name, language), language)
  const by: Partial<Record<Sort, (a: Product, b: Product) => number>> = {
    'topRated': (a, b) => b.reviews.length - a.reviews.length,
    'name-asc': byName,
    'name-desc': (a, b) => byName(b, a),
    'price-asc': (a, b) => a.price - b.price,
    'price-desc': (a, b) => b.price - a.price,
  }
  return by[sort] ? products.toSorted(by[sort]) : products
}

function searchPage(call: OccCall, query: string) {
  const { text, filters, matching, found, sort } = search(call, query)
  const { items, pagination } = paginate(found, call.query)
  const queryOf = (filters: Filter[]) => {
    const value = [text, sort, ...filters.flat()].join(':')
    return { query: { value }, url: `/search?q=${encodeURIComponent(value)}` }
  }
  const category = filters.find(([facet]) => facet === 'category')?.[1]
  if (category !== undefined && call.operation.id === 'getProductsByCategory' && !siteCategories(call).some(({ code }) => code === category)) {
    throw new OccError(400, { type: 'UnknownIdentifierError', message: `Category with code '${category}' not found!` })
  }
  return {
    type: 'productCategorySearchPageWsDTO',
    freeTextSearch: text,
    currentQuery: queryOf(filters),
    sorts: SORTS.map(option => ({ ...option, selected: option.code === sort })),
    pagination: { ...pagination, sort },
    products: items.map(product => productView(product, call)),
    breadcrumbs: filters.map((filter) => {
      const [facetCode, facetValueCode] = filter
      const facet = FACETS.find(({ code }) => code === facetCode)
      return {
        facetCode,
        facetName: facet?.name ?? facetCode,
        facetValueCode,
        facetValueName: facet?.nameOf?.(facetValueCode) ?? facetValueCode,
        removeQuery: queryOf(filters.filter(other => other !== filter)),
      }
    }),
    facets: FACETS.map((facet) => {
      const { code, name, multiSelect, valueOf, nameOf } = facet
      // The other values of a facet with several choices are counted as if none of it was chosen.
      const counted = multiSelect ? matching.filter(product => FACETS.every(other => other === facet || isChosen(product, other, filters))) : found
      const values = counted.map(valueOf)
      return {
        code,
        name,
        category: code === 'category',
        multiSelect,
        visible: true,
        priority: 1,
        values: [...new Set(values)].map((value) => {
          const isThis = (filter: Filter) => filter[0] === code && filter[1] === value
          const selected = filters.some(isThis)
          return {
            code: value,
            name: nameOf?.(value) ?? value,
            count: values.filter(other => other === value).length,
            selected,
            // That of a selected value takes it back.
            query: queryOf(selected ? filters.filter(filter => !isThis(filter)) : [...filters, [code, value]]),
          }
        }),
      }
    }),
  }
}

function requireRating(rating: number): void {
  if (!(rating >= 1 && rating <= 5)) throw validationError('rating', 'Rating must be between 1 and 5.')
}
