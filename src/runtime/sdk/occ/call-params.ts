/** Types that the parameters of all operations share. */

/** How much of a result SAP sends: a level, or a list of names such as `code,name,price(FULL)`. A call with an unknown name fails. */
export type OccFields = 'BASIC' | 'DEFAULT' | 'FULL' | (string & {})

/** The user that a call is made for. Identifiers other than these two have to be allowed by the server's configuration. */
export type OccUserId = 'current' | 'anonymous' | (string & {})

/** The result of operations that only count. */
export interface OccCount {
  totalCount: number
}

/** An upload: a form, or its fields by name. */
export type OccFormData = FormData | Record<string, Blob | string | readonly (Blob | string)[]>

/**
 * Parameters of all operations that your backend accepts in addition to SAP's.
 * Declare them by merging into this interface, which is empty.
 *
 * @example
 * declare module 'nuxt-sapcc/sdk' {
 *   interface OccExtraParams { customerSegment?: string }
 * }
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- made to be merged into
export interface OccExtraParams {}

/** Parameters that every operation accepts. */
export interface OccCallParams extends OccExtraParams {
  /** A base site instead of the request's; only those that the server's configuration lists. */
  baseSiteId?: string
  /** SAP's ISO code of the language, e.g. `de`, instead of the request's. */
  lang?: string
  /** SAP's ISO code of the currency, e.g. `EUR`, instead of the request's. */
  curr?: string
}
