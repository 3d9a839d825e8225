/** How single values become part of a path, a query or a header, and which do not. */
import type { ListSeparator } from './list-marks'
import { invalidParameter } from './parameter-errors'

/** Bounds of what is sent, in characters and levels. */
export interface OccRequestLimits {
  /** Longest plain value. */
  valueLength: number
  /** Longest address. */
  urlLength: number
  /** Most parameters of a call. */
  parameters: number
  /** Deepest nesting of a body; the body itself is level 1. */
  bodyDepth: number
  /** Most values within a body. */
  bodyValues: number
}

/** The limits unless a request's context has others. */
export const defaultLimits: Readonly<OccRequestLimits> = Object.freeze({
  valueLength: 8 * 1024,
  urlLength: 16 * 1024,
  parameters: 100,
  bodyDepth: 32,
  bodyValues: 100_000,
})

/** `undefined` and `null` mean that a parameter was not given. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

/**
 * The text of a plain value: string, finite number, boolean, or a `Date`, which
 * becomes ISO 8601 as it would on its way through JSON. Anything else is refused.
 */
export function plainText(name: string, value: unknown, limits: OccRequestLimits): string {
  const text = toText(value)
  if (text === undefined) throw invalidParameter(name, 'must be a plain value.', 'notPlain')
  if (text.length > limits.valueLength) throw invalidParameter(name, `is longer than ${limits.valueLength} characters.`, 'tooLong')
  if (/\p{Surrogate}/u.test(text)) throw invalidParameter(name, 'is not well-formed text.')
  if (text.includes('\0')) throw invalidParameter(name, 'contains a NUL character.')
  return text
}

/** Whether a value can be sent as a plain one, or as a list of such. */
export function isPlain(value: unknown): boolean {
  return Array.isArray(value) ? value.every(item => !isGiven(item) || toText(item) !== undefined) : toText(value) !== undefined
}

/**
 * A path parameter as part of one segment. Everything that structures an
 * address is encoded. Refused is what a server that decodes once too often
 * could take for a step up: `..`, also behind an encoded slash or before a `;`.
 */
export function pathText(name: string, value: unknown, limits: OccRequestLimits): string {
  if (typeof value === 'string' && value.length <= limits.valueLength && UNRESERVED.test(value)) return value
  const text = plainText(name, value, limits)
  if (text === '') throw invalidParameter(name, 'must not be empty.', 'empty')
  if (/\p{Cc}/u.test(text)) throw invalidParameter(name, 'contains control characters.')
  if (dotSegment.test(text)) throw invalidParameter(name, 'must not be or contain a relative path.')
  return percentEncode(text)
}

/** Characters without a meaning in an address; most identifiers consist of them. */
const UNRESERVED = /^[\w-]+$/

const dotSegment = /(?:^|[\\/]|%2f|%5c)(?:\.|%2e){1,2}(?:$|[\\/;?#]|%(?:2f|5c|3b|3f|23))/i

/** A query parameter's value; a list is joined with commas, as OCC reads lists. `undefined` when nothing is to be sent. */
export function queryText(name: string, value: unknown, limits: OccRequestLimits): string | undefined {
  if (!Array.isArray(value)) return encodeQuery(plainText(name, value, limits))
  const items = value.filter(isGiven).map(item => plainText(name, item, limits))
  if (items.length === 0) return undefined
  return encodeQuery(plainText(name, items.join(','), limits))
}

/**
 * A list in a query as one value, with what a document wants between its values. A single value may be given without a list.
 *
 * @returns `undefined` when nothing is to be sent.
 */
export function separatedQueryText(name: string, value: unknown, separator: ListSeparator, limits: OccRequestLimits): string | undefined {
  const items = listTexts(name, value, separator, limits)
  return items.length === 0 ? undefined : items.map(encodeQuery).join(separator === ',' ? ',' : encodeURIComponent(separator))
}

/** A list as a part of one segment of a path (OpenAPI's style `simple`). `undefined` when it has no values. */
export function pathListText(name: string, value: readonly unknown[], limits: OccRequestLimits): string | undefined {
  const items = listTexts(name, value, ',', limits)
  return items.length === 0 ? undefined : items.map(item => pathText(name, item, limits)).join(',')
}

/** A list as a header's value (OpenAPI's style `simple`). Empty when it has no values. */
export function headerListText(name: string, value: unknown, limits: OccRequestLimits): string {
  return headerText(name, listTexts(name, value, ',', limits).join(','), limits)
}

/** @throws {SapccError} 400 where a value contains the separator: SAP would read two values. */
function listTexts(name: string, value: unknown, separator: ListSeparator, limits: OccRequestLimits): string[] {
  const items = [value].flat().filter(isGiven).map(item => plainText(name, item, limits))
  if (Array.isArray(value) && items.some(item => item.includes(separator))) throw invalidParameter(name, `has a value with ${NAMES_OF_SEPARATORS[separator]} in it, which separates the values of this list.`)
  return items
}

const NAMES_OF_SEPARATORS: Readonly<Record<ListSeparator, string>> = { ',': 'a comma', '|': 'a "|"', ' ': 'a space', '\t': 'a tab' }

/** The values of a list, each of which becomes a parameter of its own (OpenAPI's `explode`). */
export function explodedTexts(name: string, value: unknown, limits: OccRequestLimits): string[] {
  return [value].flat().filter(isGiven).map(item => encodeQuery(plainText(name, item, limits)))
}

/** A header's value: visible ASCII with spaces within (RFC 9110, section 5.5), so that it can neither end the header nor be read in two ways. */
export function headerText(name: string, value: unknown, limits: OccRequestLimits): string {
  const text = plainText(name, value, limits)
  if (!/^[\x20-\x7E]*$/.test(text)) throw invalidParameter(name, 'contains characters that a header cannot contain.')
  return text.trim()
}

/** A name or value within a query. Commas, colons and parentheses stay readable: lists of fields consist of them. */
export function encodeQuery(text: string): string {
  if (UNRESERVED.test(text)) return text
  return encodeURIComponent(text).replace(/%2C/g, ',').replace(/%3A/g, ':').replace(/'/g, '%27')
}

/** Encodes as `encodeURIComponent` does, and also the characters that RFC 3986 reserves but that function leaves unchanged. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}

function toText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value
    case 'boolean':
    case 'bigint':
      return String(value)
    case 'number':
      return Number.isFinite(value) ? String(value) : undefined
    default:
      return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : undefined
  }
}
