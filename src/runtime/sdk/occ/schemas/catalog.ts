/** Catalogs, categories and classification. */
import type { Image } from './common'

/** A category of the product catalog. */
export interface Category {
  code?: string
  name?: string
  url?: string
  image?: Image
}

/** A category with the tree below it. */
export interface CategoryHierarchy {
  id?: string
  name?: string
  url?: string
  /** ISO 8601. */
  lastModified?: string
  subcategories?: CategoryHierarchy[]
}

/** A version of a catalog, usually `Online` or `Staged`. */
export interface CatalogVersion {
  id?: string
  name?: string
  url?: string
  /** ISO 8601. */
  lastModified?: string
  categories?: CategoryHierarchy[]
}

/** A product catalog. */
export interface Catalog {
  id?: string
  name?: string
  url?: string
  /** ISO 8601. */
  lastModified?: string
  catalogVersions?: CatalogVersion[]
}

/** The catalogs of a base site. */
export interface CatalogList {
  catalogs?: Catalog[]
}

/** A group of technical features. */
export interface Classification {
  code?: string
  name?: string
  features?: Feature[]
}

/** A technical feature of a product. */
export interface Feature {
  code?: string
  name?: string
  description?: string
  type?: string
  comparable?: boolean
  /** Whether the values are the two ends of a range. */
  range?: boolean
  featureUnit?: FeatureUnit
  featureValues?: FeatureValue[]
}

/** Unit of a feature's values. */
export interface FeatureUnit {
  name?: string
  symbol?: string
  unitType?: string
}

/** One value of a feature. */
export interface FeatureValue {
  value?: string
}
