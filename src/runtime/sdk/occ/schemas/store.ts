/** Physical stores, and the base stores and sites a shop consists of. */
import type { CatalogVersion } from './catalog'
import type { Currency, Image, Language, Pagination, Sort } from './common'
import type { DeliveryModeList } from './payment'
import type { Stock } from './product'
import type { Address, Country } from './user'

/** A position on earth in degrees. */
export interface GeoPoint {
  latitude?: number
  longitude?: number
}

/** A store customers can visit. */
export interface PointOfService {
  name?: string
  displayName?: string
  description?: string
  url?: string
  address?: Address
  geoPoint?: GeoPoint
  distanceKm?: number
  formattedDistance?: string
  features?: { entry?: { key?: string, value?: string }[] }
  openingHours?: OpeningSchedule
  storeContent?: string
  storeImages?: Image[]
  mapIcon?: Image
  warehouseCodes?: string[]
}

/** Several stores. */
export interface PointOfServiceList {
  pointOfServices?: PointOfService[]
}

/** When a store is open. */
export interface OpeningSchedule {
  code?: string
  name?: string
  weekDayOpeningList?: WeekdayOpeningDay[]
  specialDayOpeningList?: SpecialOpeningDay[]
}

/** A time of day. */
export interface TimeOfDay {
  hour?: number
  minute?: number
  formattedHour?: string
}

/** Opening hours of a day of the week. */
export interface WeekdayOpeningDay {
  weekDay?: string
  closed?: boolean
  openingTime?: TimeOfDay
  closingTime?: TimeOfDay
}

/** Opening hours of a particular date. */
export interface SpecialOpeningDay {
  /** ISO 8601. */
  date?: string
  formattedDate?: string
  name?: string
  comment?: string
  closed?: boolean
  openingTime?: TimeOfDay
  closingTime?: TimeOfDay
}

/** Stores near a place. */
export interface StoreFinderSearchPage {
  stores?: PointOfService[]
  pagination?: Pagination
  sorts?: Sort[]
  locationText?: string
  sourceLatitude?: number
  sourceLongitude?: number
  boundNorthLatitude?: number
  boundSouthLatitude?: number
  boundEastLongitude?: number
  boundWestLongitude?: number
}

/** A store with the stock of a product. */
export interface PointOfServiceStock extends PointOfService {
  stockInfo?: Stock
}

/** Stock of a product in the stores near a place. */
export interface StoreFinderStockSearchPage {
  stores?: PointOfServiceStock[]
  product?: { code?: string, name?: string }
  pagination?: Pagination
  sorts?: Sort[]
  locationText?: string
  sourceLatitude?: number
  sourceLongitude?: number
}

/** How many stores a country or a region has. */
export interface StoreCount {
  type?: 'COUNTRY' | 'REGION' | (string & {})
  name?: string
  isoCode?: string
  count?: number
  storeCountDataList?: StoreCount[]
}

/** Number of stores per country. */
export interface StoreCountList {
  countriesAndRegionsStoreCount?: StoreCount[]
}

/** The commercial side of a site: currencies, languages, delivery. */
export interface BaseStore {
  uid?: string
  name?: string
  currencies?: Currency[]
  defaultCurrency?: Currency
  languages?: Language[]
  defaultLanguage?: Language
  deliveryCountries?: Country[]
  deliveryModes?: DeliveryModeList
  pointsOfService?: PointOfService[]
  createReturnProcessCode?: string
  submitOrderProcessCode?: string
  paymentProvider?: string
  externalTaxEnabled?: boolean
  maxRadiusForPosSearch?: number
  expressCheckoutEnabled?: boolean
  taxEstimationEnabled?: boolean
  customerAllowedToIgnoreSuggestions?: boolean
}

/** A site of the shop. */
export interface BaseSite {
  uid?: string
  name?: string
  theme?: string
  channel?: 'B2C' | 'B2B' | (string & {})
  locale?: string
  isolated?: boolean
  requiresAuthentication?: boolean
  registrationEnabled?: boolean
  urlPatterns?: string[]
  urlEncodingAttributes?: string[]
  defaultLanguage?: Language
  defaultPreviewCatalogId?: string
  defaultPreviewCategoryCode?: string
  defaultPreviewProductCode?: string
  stores?: BaseStore[]
  catalogVersions?: CatalogVersion[]
  captchaConfig?: { enabled?: boolean, publicKey?: string }
}

/** All sites of the installation. */
export interface BaseSiteList {
  baseSites?: BaseSite[]
}
