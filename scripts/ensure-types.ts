/** What the linter and the type checker need: the types that Nuxt generates. */
import { ensureTypes } from './lib/types.ts'

await ensureTypes()
