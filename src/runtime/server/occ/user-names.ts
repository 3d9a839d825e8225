/**
 * User names in the form in which SAP reads and compares them. All code that counts, sends or lists user names uses
 * these functions: otherwise a limit would count two spellings of a name as two users, while SAP takes them for one.
 */
import { invalidParameter } from './parameter-errors'

/** What Java's `String.trim()` removes, by which Spring's login form reads a name. JavaScript's `trim()` keeps most of these, and removes others. */
const JAVA_SPACE_AT_THE_ENDS = /^[\0-\x20]+|[\0-\x20]+$/g

/**
 * A user name that a visitor has given, without spaces at its ends.
 *
 * @param parameter that had it, for the error.
 * @returns an empty text when there were spaces only.
 * @throws SapccError 400 `InvalidParameterError` when it has control characters, which no user name has.
 */
export function readUserName(text: string, parameter: string): string {
  const name = trimLikeJava(text)
  if (/[\p{Cc}\p{Surrogate}]/u.test(text)) throw invalidParameter(parameter, 'has characters that no user name has.')
  return name
}

/**
 * The id of a one-time code, which Spring's login form takes in place of a user name.
 *
 * @param parameter that had it, for the error.
 * @throws SapccError 400 `InvalidParameterError` for anything but the printable ASCII characters that SAP's ids consist of.
 */
export function readTokenId(text: string, parameter: string): string {
  if (!/^[\x21-\x7E]{1,500}$/.test(text)) throw invalidParameter(parameter, 'is not the id of a one-time code.')
  return text
}

/** The form in which two user names of one customer are equal: SAP's are e-mail addresses, which it compares in lower case. */
export function comparableUserName(name: string): string {
  return trimLikeJava(name).toLowerCase()
}

/** Ends a user name of an isolated base site, before the site's id: `jane@example.com|electronics`. */
export const SITE_SEPARATOR = '|'

/** A user name without the id of an isolated base site: with and without it, it may be the name of one customer. */
export function withoutSite(name: string): string {
  const at = name.lastIndexOf(SITE_SEPARATOR)
  return at > 0 ? name.slice(0, at) : name
}

function trimLikeJava(text: string): string {
  return text.replace(JAVA_SPACE_AT_THE_ENDS, '')
}
