import { createRequire } from 'node:module'
import type * as Redocly from '@redocly/openapi-core'

/**
 * The reader of documents that `openapi-typescript` itself uses, and no other
 * copy: the documents and settings it makes are handed on to that. Loaded when
 * it is first needed, since it is large.
 */
export function loadRedocly(): typeof Redocly {
  const generator = createRequire(import.meta.url).resolve('openapi-typescript')
  return createRequire(generator)('@redocly/openapi-core') as typeof Redocly
}
