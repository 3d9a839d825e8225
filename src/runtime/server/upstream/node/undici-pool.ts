/** What the server uses of undici, without the rest of the package; in production in place of `undici`. See `build/undici-pool.ts`. */
import type { Pool as PublicPool, errors as publicErrors } from 'undici'
// @ts-expect-error -- not part of undici's public interface, and without types
import pool from 'undici/lib/dispatcher/pool.js'
// @ts-expect-error -- not part of undici's public interface, and without types
import poolErrors from 'undici/lib/core/errors.js'

export const Pool: typeof PublicPool = pool
export const errors: typeof publicErrors = poolErrors
