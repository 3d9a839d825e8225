/** What the schemas of all areas have in common. All members are optional because a call's `fields` decide what SAP sends. */

/**
 * A schema this package names without describing it. Give it members by
 * declaration merging:
 *
 * @example
 * declare module 'nuxt-sapcc/sdk' {
 *   interface CCPConfiguration { configId?: string }
 * }
 */
export interface UnspecifiedSchema {
  [member: string]: unknown
}

/** Where a list stands among all its pages. */
export interface Pagination {
  /** Page that was sent, starting at 0. */
  currentPage?: number
  pageSize?: number
  totalPages?: number
  /** Named `totalResults` by most lists. */
  totalResults?: number
  /** Named `totalCount` by the newer lists. */
  totalCount?: number
  /** Entries on this page, in the newer lists. */
  count?: number
  /** As `currentPage`, in the newer lists. */
  page?: number
  hasNext?: boolean
  hasPrevious?: boolean
  /** Code of the order the list is in. */
  sort?: string
}

/** One order a list can be in. */
export interface Sort {
  code?: string
  name?: string
  selected?: boolean
  asc?: boolean
}

/** An amount of money with its currency, as calculated for this customer. */
export interface Price {
  currencyIso?: string
  /** For calculations; show `formattedValue`. */
  value?: number
  /** In the language and the currency of the call, e.g. `$12.50`. */
  formattedValue?: string
  priceType?: 'BUY' | 'FROM' | (string & {})
  /** Quantity from which this price applies, for volume prices. */
  minQuantity?: number
  /** Quantity up to which this price applies, for volume prices. */
  maxQuantity?: number
}

/** A picture or another medium, addressed relative to the OCC host. */
export interface Image {
  imageType?: 'PRIMARY' | 'GALLERY' | (string & {})
  /** Size, e.g. `thumbnail`, `product`, `zoom`. */
  format?: string
  url?: string
  altText?: string
  /** Position within the gallery; the same for all sizes of one picture. */
  galleryIndex?: number
}

/** A language the shop speaks. */
export interface Language {
  isocode?: string
  name?: string
  nativeName?: string
  active?: boolean
}

/** Languages of the base store. */
export interface LanguageList {
  languages?: Language[]
}

/** A currency the shop sells in. */
export interface Currency {
  isocode?: string
  name?: string
  symbol?: string
  active?: boolean
}

/** Currencies of the base store. */
export interface CurrencyList {
  currencies?: Currency[]
}

/** A person or a group, by identifier and display name. */
export interface Principal {
  uid?: string
  name?: string
}
