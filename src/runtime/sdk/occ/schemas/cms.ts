/** Pages and components of the content management. */
import type { Pagination, Sort } from './common'

/** A page with its slots. Further members depend on the page's type. */
export interface CMSPage {
  uid?: string
  uuid?: string
  name?: string
  /** For content pages, e.g. `/faq`. */
  label?: string
  title?: string
  /** For search engines. */
  description?: string
  robotTag?: string
  template?: string
  typeCode?: 'ContentPage' | 'ProductPage' | 'CategoryPage' | 'CatalogPage' | (string & {})
  defaultPage?: boolean
  catalogVersionUuid?: string
  contentSlots?: ContentSlotList
  [member: string]: unknown
}

/** A page of the list of all pages. */
export interface CMSPageList {
  page?: CMSPage[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** Slots of a page. */
export interface ContentSlotList {
  contentSlot?: ContentSlot[]
}

/** A place on a page that components are put into. */
export interface ContentSlot {
  slotId?: string
  slotUuid?: string
  slotShared?: boolean
  slotStatus?: string
  name?: string
  position?: string
  components?: ComponentList
  [member: string]: unknown
}

/** A component; `typeCode` decides which further members it has. */
export interface Component {
  uid?: string
  uuid?: string
  typeCode?: string
  name?: string
  /** ISO 8601. */
  modifiedtime?: string
  flexType?: string
  otherProperties?: unknown
  [member: string]: unknown
}

/** Components, in one page when asked for by identifiers. */
export interface ComponentList {
  component?: Component[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** Components to fetch. */
export interface ComponentIDList {
  idList?: string[]
}
