import { isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'

/**
 * A header's value as it is kept. URL-encoded JSON, a list of objects with the same fields, as SAP writes consents,
 * becomes rows below one line of field names: a third of its length. Every other value stays as it is.
 */
export function shortForm(value: string): unknown {
  const list = parseJson(decoded(value))
  if (!Array.isArray(list) || !list.every(isRecord)) return value
  const names = Object.keys(list[0] ?? {})
  const rows = [names, ...list.map(entry => names.map(name => entry[name]))]
  // What SAP has written in another way, for example with more fields in one entry, must not be changed.
  return fullForm(rows) === value ? rows : value
}

/** The value that a short form was made of; `undefined` for anything else. */
export function fullForm(kept: unknown): string | undefined {
  if (typeof kept === 'string') return kept
  if (!Array.isArray(kept) || !kept.every(row => Array.isArray(row))) return undefined
  const [names = [], ...rows] = kept as unknown[][]
  return encodeURIComponent(JSON.stringify(rows.map(row => Object.fromEntries(names.map((name, index) => [String(name), row[index]])))))
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  }
  catch {
    return text
  }
}
