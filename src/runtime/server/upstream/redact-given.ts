import { isRecord } from '../../sdk/errors'
import { withoutAddresses } from '../log/without-addresses'

/** Shorter values are found in the middle of words, and say nothing. */
const MIN_LENGTH = 3
/** Values that are looked for, and objects that they are in. */
const MAX_VALUES = 1000

/**
 * Removes what a call gave from a text of SAP's for the log: SAP's text of a failure may repeat its input, a password among it.
 *
 * @param given arguments and headers of the call, of whatever kind.
 * @returns a function that gives the text with each string and number of these replaced, and each e-mail address; nothing of it
 * where there are too many.
 */
export function createGivenRedaction(given: readonly unknown[]): (text: string) => string {
  return (text) => {
    const values = valuesOf(given)
    if (!values) return '[…]'
    const lower = text.toLowerCase()
    const found = [...new Set(values.flatMap(spellings))].filter(spelling => text.includes(spelling) || lower.includes(spelling.toLowerCase()))
    // The longest first: otherwise a part of one that overlaps with another would stay.
    const withoutGiven = found.sort((a, b) => b.length - a.length).reduce((redacted, spelling) => redacted.replace(new RegExp(spelling.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'), 'gi'), '[…]'), text)
    return withoutAddresses(withoutGiven)
  }
}

/** @returns `undefined` when there are too many. Without recursion: a body may be deeper than the stack. */
function valuesOf(given: readonly unknown[]): string[] | undefined {
  const values: string[] = []
  const open: unknown[] = [...given]
  for (let count = 0; open.length > 0; count++) {
    if (count > MAX_VALUES || open.length > MAX_VALUES) return undefined
    const value = open.pop()
    if (typeof value === 'string' || typeof value === 'number') values.push(String(value))
    else if (value instanceof FormData) open.push(...value.values())
    else if (value instanceof File) values.push(value.name)
    else if (ArrayBuffer.isView(value)) continue
    else if (Array.isArray(value)) {
      if (value.length > MAX_VALUES) return undefined
      open.push(...value as unknown[])
    }
    else if (isRecord(value)) open.push(...Object.values(value))
  }
  return values.filter(value => value.length >= MIN_LENGTH)
}

/** A value as it is, and as it looks in an address, a form, JSON and HTML. */
function spellings(value: string): string[] {
  const inForm = new URLSearchParams({ value }).toString().slice('value='.length)
  const inHtml = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
  return [value, encoded(value), inForm, JSON.stringify(value).slice(1, -1), inHtml]
}

/** Half of a surrogate pair cannot be encoded. */
function encoded(value: string): string {
  return encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\uFFFD'))
}
