/** How long a cached answer may be used. */
export interface Lifetime {
  /** Seconds for which the answer is fresh. */
  readonly maxAge: number
  /** Seconds after that in which the answer is still used while a new one is fetched. */
  readonly staleMaxAge: number
}

/** Lifetime of answers with prices and stock. */
const PRODUCT: Lifetime = { maxAge: 60, staleMaxAge: 600 }
/** Lifetime of contents that editors change and expect to see soon. */
const CONTENT: Lifetime = { maxAge: 60, staleMaxAge: 600 }
const CATALOG: Lifetime = { maxAge: 5 * 60, staleMaxAge: 60 * 60 }
/** Lifetime of data that changes only with the configuration of the shop. */
const BASE: Lifetime = { maxAge: 60 * 60, staleMaxAge: 24 * 60 * 60 }

/**
 * Operations of SAP's whose answers are the same for all visitors who are not signed in. Not among them: stock of
 * single stores and availability, which a purchase changes at once; promotions and vouchers, which SAP gives to trusted
 * clients; and everything for organizations (B2B), which depends on the customer.
 */
export const DEFAULT_LIFETIMES: Readonly<Record<string, Lifetime>> = {
  getProduct: PRODUCT,
  getProducts: PRODUCT,
  getProductReviews: PRODUCT,
  getProductReferences: CATALOG,
  getSuggestions: CATALOG,
  getCatalogs: CATALOG,
  getCatalog: CATALOG,
  getCatalogVersion: CATALOG,
  getCategories: CATALOG,
  getPage: CONTENT,
  getPageById: CONTENT,
  getAllPages: CONTENT,
  getComponentsByIds: CONTENT,
  getComponentById: CONTENT,
  getPageWithUser: CONTENT,
  getPageByIdAndUser: CONTENT,
  getAllPagesWithUser: CONTENT,
  getComponentsByIdsAndUser: CONTENT,
  getComponentByIdAndUser: CONTENT,
  getStoreLocations: CATALOG,
  getStoreLocation: CATALOG,
  getStoresByCountry: CATALOG,
  getStoresByCountryAndRegion: CATALOG,
  getLocationCounts: CATALOG,
  getBaseSites: BASE,
  getBaseStore: BASE,
  getLanguages: BASE,
  getCurrencies: BASE,
  getCountries: BASE,
  getCountryRegions: BASE,
  getDeliveryCountries: BASE,
  getCities: BASE,
  getDistricts: BASE,
  getTitles: BASE,
  getCardTypes: BASE,
}

/** The lifetimes that a shop has set, by operation. */
export interface OwnLifetimes {
  /** Seconds; 0: not kept. */
  maxAge: Readonly<Record<string, number>>
  /** Seconds. */
  staleMaxAge: Readonly<Record<string, number>>
}

/** @returns the lifetimes by operation: the defaults, and what the shop has changed or added. */
export function createLifetimes({ maxAge, staleMaxAge }: OwnLifetimes): ReadonlyMap<string, Lifetime> {
  const lifetimes = new Map(Object.entries(DEFAULT_LIFETIMES))
  for (const [name, seconds] of Object.entries(maxAge)) lifetimes.set(name, { maxAge: seconds, staleMaxAge: lifetimes.get(name)?.staleMaxAge ?? 0 })
  for (const [name, seconds] of Object.entries(staleMaxAge)) {
    const known = lifetimes.get(name)
    if (known) lifetimes.set(name, { ...known, staleMaxAge: seconds })
  }
  for (const [name, { maxAge: seconds }] of lifetimes) {
    if (seconds === 0) lifetimes.delete(name)
  }
  return lifetimes
}
