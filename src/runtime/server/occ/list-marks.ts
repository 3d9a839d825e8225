// Without imports, because scripts/codegen runs it in plain Node.

/** What joins the values of a list: OpenAPI's styles `form`, `pipeDelimited` and `spaceDelimited`, and `tsv` of Swagger 2. */
export type ListSeparator = ',' | '|' | ' ' | '\t'

/** How a generated table marks a parameter that takes a list, behind its name. */
export const LIST_MARKS = { '*': 'explode', ',': ',', '|': '|', '~': ' ', '>': '\t' } as const satisfies Record<string, ListSeparator | 'explode'>
