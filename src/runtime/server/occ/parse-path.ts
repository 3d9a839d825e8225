/** Parses a path into segments, and finds its users as SAP may read them. How much is decoded is the caller's choice. */
import { SapccError } from '../../sdk/errors'
import { invalidParameters } from './parameter-errors'
import { isCanonicalUsersSegment, isUsersSegment } from './path-parameters'

/** A path below OCC, or at SAP's host, by its segments. */
export interface ParsedPath {
  /** The segments as they are sent, without the empty one after a slash at the end. */
  readonly raw: readonly string[]
  /** The same segments, decoded and without spaces around them. */
  readonly segments: readonly string[]
  /** Indexes of the users: of what follows `users` and `orgUsers`, however these are written. */
  readonly users: readonly number[]
  /** Indexes of the users before which `users` or `orgUsers` is written in another way: encoded, in other upper or lower case, with a suffix. */
  readonly nonCanonicalUsers: readonly number[]
  /** Whether `users` or `orgUsers` is encoded, or has spaces around it, also where no user follows. */
  readonly hasEncodedUsersSegment: boolean
}

/** Paths without encoded or special characters: their segments are what they look like. */
const PLAIN = /^[\w/-]+$/

/**
 * Parses a path as it goes to SAP.
 *
 * @param path with a slash at its beginning.
 * @param decode decodes a segment: {@link decodeStrictly} where a segment with two meanings is refused, {@link decodeFully} where not, {@link decodeOnce} for what SAP has written itself.
 */
export function parsePath(path: string, decode: (segment: string) => string = decodeFully): ParsedPath {
  const raw = path.slice(1).split('/')
  if (raw.length > 1 && raw.at(-1) === '') raw.pop()
  return parseSegments(raw, PLAIN.test(path) ? raw : raw.map(segment => decode(segment).trim()))
}

/** As {@link parsePath}, for segments that are known. */
export function parseSegments(raw: readonly string[], segments: readonly string[]): ParsedPath {
  const users: number[] = []
  const nonCanonicalUsers: number[] = []
  let hasEncodedUsersSegment = false
  for (let index = 0; index < segments.length; index++) {
    const name = segments[index]!
    // No shorter segment can be one.
    if (name.length < 5 || !isUsersSegment(name)) continue
    if (raw[index] !== name) hasEncodedUsersSegment = true
    if (index + 1 >= segments.length) continue
    users.push(index + 1)
    if (!isCanonicalUsersSegment(raw[index]!)) nonCanonicalUsers.push(index + 1)
  }
  return { raw, segments, users, nonCanonicalUsers, hasEncodedUsersSegment }
}

/**
 * A path with other segments in some places.
 *
 * @param path that was parsed, with a slash at its beginning. A slash at its end stays.
 * @param segmentAt gives the segment of a place, as it is to be sent.
 */
export function withSegments(path: string, { raw }: Pick<ParsedPath, 'raw'>, segmentAt: (index: number, segment: string) => string): string {
  const end = path.length > 1 && path.endsWith('/') ? '/' : ''
  return `/${raw.map((segment, index) => segmentAt(index, segment)).join('/')}${end}`
}

/** A segment of a path as {@link comparableSegment} makes it. @param index of the segment. @default the last one */
export function comparableSegmentAt({ segments }: Pick<ParsedPath, 'segments'>, index = segments.length - 1): string {
  return comparableSegment(segments[index] ?? '')
}

/** In lower case and without a suffix such as `.json`: some versions of SAP ignore case and suffix. */
export function comparableSegment(text: string): string {
  const dot = text.indexOf('.')
  return (dot > 0 ? text.slice(0, dot) : text).trim().toLowerCase()
}

/** Whether the segment at an index comes right after a user. */
export function followsUser({ users }: Pick<ParsedPath, 'users'>, index: number): boolean {
  return users.includes(index - 1)
}

/** Whether a path asks for something of users: it has `users` or `orgUsers`, perhaps at its end. */
export function isAboutUsers({ users, segments }: Pick<ParsedPath, 'users' | 'segments'>): boolean {
  return users.length > 0 || isUsersSegment(segments.at(-1) ?? '')
}

/** A segment that is decoded once, as a router does it; as it is, where it cannot be decoded. */
export function decodeOnce(segment: string): string {
  try {
    return decodeURIComponent(segment)
  }
  catch {
    return segment
  }
}

/** Maximum number of nested percent-encodings. */
const MAX_ENCODINGS = 3

/** RFC 3986, section 3.3, without `;`: some servers remove parameters after `;`, so they would see another path than was checked here. */
const SEGMENT = /^(?:[\w.~!$&'()*+,=:@-]|%[0-9a-f]{2})*$/i

/**
 * Decodes a segment completely.
 *
 * @throws SapccError 400 for one that contains a path delimiter at any level.
 */
export function decodeStrictly(segment: string): string {
  if (!SEGMENT.test(segment)) throw invalidPathError('has characters that a path cannot contain.')
  return decoded(segment, {
    checkLevel(text) {
      if (/[/\\;]|^\.{1,2}(?:$|[?#])/.test(text) || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) throw invalidPathError('has a segment that could be read as several segments, or as `..`.')
    },
    notUtf8() {
      // For example an overlong encoding of a dot or slash.
      throw invalidPathError('is not UTF-8.')
    },
    tooManyLevels: () => invalidPathError('is encoded too many times.'),
  })
}

/**
 * Decodes a segment of a call's path completely. It may contain delimiters. What is not UTF-8 stays encoded.
 *
 * @throws SapccError 400 for one that is encoded too many times.
 */
export function decodeFully(segment: string): string {
  return decoded(segment, {
    checkLevel: () => {},
    notUtf8: escapes => escapes,
    tooManyLevels: () => invalidParameters('have a value in the path that is encoded too many times.', 'invalid'),
  })
}

/** What becomes of a segment that is not decoded simply. */
interface DecodingRules {
  /** Called with the text of each level of encoding; throws where it is refused. */
  checkLevel: (text: string) => void
  /** What takes the place of escapes that are not UTF-8. */
  notUtf8: (escapes: string) => string
  tooManyLevels: () => SapccError
}

function decoded(segment: string, { checkLevel, notUtf8, tooManyLevels }: DecodingRules): string {
  let text = segment
  for (let level = 0; ; level++) {
    checkLevel(text)
    const next = text.includes('%') ? text.replace(/(?:%[0-9a-f]{2})+/gi, escapes => decodedEscapes(escapes, notUtf8)) : text
    if (next === text) return text
    if (level >= MAX_ENCODINGS) throw tooManyLevels()
    text = next
  }
}

function decodedEscapes(escapes: string, notUtf8: DecodingRules['notUtf8']): string {
  try {
    return decodeURIComponent(escapes)
  }
  catch {
    return notUtf8(escapes)
  }
}

/** The error of an address that cannot be sent to SAP: it is not a valid one, or servers could read it in different ways. */
export function invalidPathError(explanation: string): SapccError {
  return new SapccError(`The address ${explanation}`, { status: 400, data: { type: 'InvalidPathError' } })
}
