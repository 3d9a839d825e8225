import { SapccError } from '../../sdk/errors'
import type { OccErrorEntry } from '../../sdk/errors'

/** Shorter values are no guids, and would be found in the middle of words. */
const MIN_LENGTH = 16

/**
 * An error without the ids of anonymous carts: SAP repeats them as `subject`,
 * and errors are logged.
 *
 * @param masks what to write instead, by guid.
 */
export function maskGuids(error: SapccError, masks: ReadonlyMap<string, string>): SapccError {
  const found = [...masks].filter(([guid]) => guid.length >= MIN_LENGTH)
  if (found.length === 0) return error
  const mask = (text: string) => found.reduce((masked, [guid, shown]) => masked.replaceAll(guid, shown), text)
  const { errors, ...data } = error.data
  return new SapccError(mask(error.message), {
    status: error.status,
    data: {
      ...maskTexts(data, mask),
      ...(errors ? { errors: errors.map(entry => maskTexts<OccErrorEntry>(entry, mask)) } : {}),
    },
    ...(error.cause === undefined ? {} : { cause: error.cause }),
  })
}

function maskTexts<Data extends object>(data: Data, mask: (text: string) => string): Data {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, typeof value === 'string' ? mask(value) : value])) as Data
}
