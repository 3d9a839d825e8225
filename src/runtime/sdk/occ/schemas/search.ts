/** What surrounds search results: queries, facets, suggestions. */

/** A query in SAP's notation, for example `:relevance:brand:acme`. */
export interface SearchQuery {
  value?: string
}

/** A query together with the path of the page that shows its results. */
export interface SearchState {
  query?: SearchQuery
  url?: string
}

/** A criterion results can be narrowed by. */
export interface Facet {
  name?: string
  /** Whether it is the category facet. */
  category?: boolean
  multiSelect?: boolean
  priority?: number
  visible?: boolean
  values?: FacetValue[]
  /** Values to show before "show more". */
  topValues?: FacetValue[]
}

/** One value of a facet, with the query that switches it on or off. */
export interface FacetValue {
  name?: string
  count?: number
  selected?: boolean
  query?: SearchState
}

/** A facet value in use, with the queries without it. */
export interface Breadcrumb {
  facetCode?: string
  facetName?: string
  facetValueCode?: string
  facetValueName?: string
  removeQuery?: SearchState
  truncateQuery?: SearchState
}

/** "Did you mean". */
export interface SpellingSuggestion {
  suggestion?: string
  query?: string
}

/** A completion of what was typed. */
export interface Suggestion {
  value?: string
}

/** Completions of what was typed. */
export interface SuggestionList {
  suggestions?: Suggestion[]
}
