/** Products, their prices and stock, references and reviews. */
import type { Category, Classification } from './catalog'
import type { Image, Pagination, Price, Principal, Sort } from './common'
import type { Promotion } from './promotion'
import type { Breadcrumb, Facet, SearchState, SpellingSuggestion } from './search'

/** Availability of a product. */
export interface Stock {
  stockLevelStatus?: 'inStock' | 'lowStock' | 'outOfStock' | (string & {})
  /** Absent when there is always enough, or when the shop does not tell. */
  stockLevel?: number
  isValueRounded?: boolean
}

/** From the cheapest to the dearest variant. */
export interface PriceRange {
  minPrice?: Price
  maxPrice?: Price
}

/** A product as a listing, a product page or an order entry shows it. */
export interface Product {
  /** Identifies the product within the catalog. */
  code?: string
  /** May contain `<em>` marks in search results. */
  name?: string
  /** Path of the product's page, without the shop's host. */
  url?: string
  /** HTML as maintained in the product catalog. */
  description?: string
  /** HTML as maintained in the product catalog. */
  summary?: string
  manufacturer?: string
  ean?: string
  purchasable?: boolean
  availableForPickup?: boolean
  configurable?: boolean
  configuratorType?: string
  price?: Price
  priceRange?: PriceRange
  volumePrices?: Price[]
  volumePricesFlag?: boolean
  stock?: Stock
  images?: Image[]
  categories?: Category[]
  classifications?: Classification[]
  /** From 0 to 5. */
  averageRating?: number
  numberOfReviews?: number
  reviews?: Review[]
  potentialPromotions?: Promotion[]
  productReferences?: ProductReference[]
  /** Code of the product this one is a variant of. */
  baseProduct?: string
  baseOptions?: BaseOption[]
  variantOptions?: VariantOption[]
  variantMatrix?: VariantMatrixElement[]
  variantType?: string
  multidimensional?: boolean
  firstVariantCode?: string
  firstVariantImage?: string
  futureStocks?: FutureStock[]
  tags?: string[]
  /** Keywords given to the product. */
  keywords?: string[]
  manufacturerAID?: string
  sapUnit?: SAPUnit
}

/** Products of an export. */
export interface ProductList {
  catalog?: string
  version?: string
  currentPage?: number
  totalPageCount?: number
  totalProductCount?: number
  products?: Product[]
}

/** A page of search results with everything a listing needs around it. */
export interface ProductSearchPage {
  products?: Product[]
  pagination?: Pagination
  sorts?: Sort[]
  facets?: Facet[]
  breadcrumbs?: Breadcrumb[]
  /** The query these results answer; pass its value on to refine it. */
  currentQuery?: SearchState
  freeTextSearch?: string
  categoryCode?: string
  /** Where a search redirect (maintained by merchandisers) leads instead. */
  keywordRedirectUrl?: string
  spellingSuggestion?: SpellingSuggestion
}

/** One level of a product's variants with the chosen one. */
export interface BaseOption {
  variantType?: string
  options?: VariantOption[]
  selected?: VariantOption
}

/** One variant of a product. */
export interface VariantOption {
  code?: string
  url?: string
  stock?: Stock
  priceData?: Price
  variantOptionQualifiers?: VariantOptionQualifier[]
}

/** What distinguishes a variant, for example its size. */
export interface VariantOptionQualifier {
  qualifier?: string
  name?: string
  value?: string
  image?: Image
}

/** A node in the tree of a multidimensional product's variants. */
export interface VariantMatrixElement {
  elements?: VariantMatrixElement[]
  isLeaf?: boolean
  parentVariantCategory?: VariantCategory
  variantOption?: VariantOption
  variantValueCategory?: VariantValueCategory
}

/** A dimension of variants, for example colour. */
export interface VariantCategory {
  name?: string
  hasImage?: boolean
  priority?: number
}

/** A value within a dimension of variants, for example red. */
export interface VariantValueCategory {
  name?: string
  sequence?: number
  superCategories?: VariantCategory[]
}

/** How one product relates to another. */
export interface ProductReference {
  referenceType?: 'SIMILAR' | 'ACCESSORIES' | 'CROSSELLING' | 'UPSELLING' | 'SPAREPART' | 'OTHERS' | (string & {})
  description?: string
  quantity?: number
  preselected?: boolean
  target?: Product
}

/** Related products of a product. */
export interface ProductReferenceList {
  references?: ProductReference[]
}

/** A customer's opinion on a product. */
export interface Review {
  id?: string
  headline?: string
  comment?: string
  /** From 1 to 5. */
  rating?: number
  /** ISO 8601. */
  date?: string
  /** Name to show instead of the customer's. */
  alias?: string
  principal?: Principal
}

/** Reviews of a product. */
export interface ReviewList {
  reviews?: Review[]
}

/** Stock that is expected at a date. */
export interface FutureStock {
  /** ISO 8601. */
  date?: string
  formattedDate?: string
  stock?: Stock
}

/** Expected stock of one product. */
export interface ProductFutureStocks {
  productCode?: string
  futureStocks?: FutureStock[]
}

/** Expected stock of several products. */
export interface ProductFutureStocksList {
  productFutureStocks?: ProductFutureStocks[]
}

/** A product that changed, as the express update feed reports it. */
export interface ProductExpressUpdateElement {
  code?: string
  catalogId?: string
  catalogVersion?: string
}

/** Products that changed since a moment. */
export interface ProductExpressUpdateElementList {
  productExpressUpdateElements?: ProductExpressUpdateElement[]
}

/** Sales unit of a product. */
export interface SAPUnit {
  code?: string
  name?: string
  unitType?: string
}
