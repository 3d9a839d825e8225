import { SapccError } from '../../sdk/errors'
import type { OccOperation } from '../occ/operation'

/**
 * What a call counts as (see `CountedCall`), by the last segment of its address, in lower case: SAP checks a code there, or
 * sends a message. Not by the operation's name, which differs between OCC descriptions. The raw proxy refuses these
 * addresses (`proxy/path.ts`).
 */
export const ATTEMPT_SEGMENTS: ReadonlyMap<string, 'code-request' | 'reset-request' | 'reset'> = new Map([
  ['verificationtoken', 'code-request'],
  ['forgottenpasswordtokens', 'reset-request'],
  ['passwordrestoretoken', 'reset-request'],
  ['resetpassword', 'reset'],
])

/** Last segments of addresses below a user at which SAP checks the user's password; elsewhere such a segment may be a code or a name. */
export const USER_ATTEMPT_SEGMENTS: ReadonlySet<string> = new Set(['password', 'login'])

/** A user of an organisation: one call changes the password, the mail address and all else that is known of them. */
const ORG_CUSTOMER = /\/orgCustomers\/[^/]+\/?$/i

/**
 * Whether SAP compares or changes the password or the login of a user that the path names. Support agents may not make such
 * calls for a customer. Whose limit it counts for is another question: see `readCountedCall`.
 *
 * @param operation its path as a template, or as a request has it, decoded.
 */
export function isPasswordCall({ read, path }: Pick<OccOperation, 'read' | 'path'>): boolean {
  return !read && (checksPassword(path) || ORG_CUSTOMER.test(path))
}

/** A path whose last segment but one is a parameter or a user. */
const OF_USER = /\/(?:\{[^{}]+\}|(?:org)?users(?:\.json|\.xml)?\/[^/]+)\/[^/]+\/?$/i

/** Whether SAP checks the password of the user that the path names. @param path a template, or with values in it. */
export function checksPassword(path: string): boolean {
  return OF_USER.test(path) && USER_ATTEMPT_SEGMENTS.has(lastSegment(path))
}

/** The last segment of a path, in lower case and without a suffix, which some versions of SAP ignore. Some operations of OCC end in a slash. */
export function lastSegment(path: string): string {
  return /\/([^/]*)\/?$/.exec(path)?.[1]?.trim().toLowerCase().replace(SUFFIX, '') ?? ''
}

const SUFFIX = /\.(?:json|xml)$/

/** The answer to a call that would try passwords or codes, or request them, past the limits. */
export function signInOnlyByMethod(): SapccError {
  return new SapccError('Passwords, logins and codes cannot be checked or requested in this way, because such attempts are limited. Use the methods, for example `changeUserPassword` or `createVerificationToken`.', { status: 403, data: { type: 'SignInOnlyByMethodError' } })
}
