/** What the parameters of all operations have in common. */

/** How much of a result SAP sends: a level, or names as in `code,name,price(FULL)`. An unknown name fails the call. */
export type OccFields = 'BASIC' | 'DEFAULT' | 'FULL' | (string & {})

/** Who acts. Other identifiers than these two need to be allowed by the server's configuration. */
export type OccUserId = 'current' | 'anonymous' | (string & {})

/** The answer of operations that only count. */
export interface OccCount {
  totalCount: number
}

/** An upload: a form, or its fields by their names. */
export type OccFormData = FormData | Record<string, Blob | string | readonly (Blob | string)[]>

/**
 * Parameters a backend takes on top of SAP's, for all operations. Empty here;
 * merge into it to use them.
 *
 * @example
 * declare module 'nuxt-sapcc/sdk' {
 *   interface OccExtraParams { customerSegment?: string }
 * }
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- made to be merged into
export interface OccExtraParams {}

/** What every operation takes. */
export interface OccCallParams extends OccExtraParams {
  /** Another base site than the request's; only those the server's configuration lists. */
  baseSiteId?: string
  /** SAP's ISO code of the language, e.g. `de`, instead of the request's. */
  lang?: string
  /** SAP's ISO code of the currency, e.g. `EUR`, instead of the request's. */
  curr?: string
}
