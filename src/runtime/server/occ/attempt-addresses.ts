import { SapccError } from '../../sdk/errors'
import { followsUser, comparableSegmentAt } from './parse-path'
import type { ParsedPath } from './parse-path'

/**
 * What a call counts as, by its address. `password-check`: SAP compares the user's password. `code-request`: it checks a
 * password and sends a one-time code. `reset-request`: it sends the link to a new password. `reset`: it takes the code of one.
 */
export type AttemptKind = 'password-check' | 'code-request' | 'reset-request' | 'reset'

/**
 * What a call counts as by the last segment of its address, in lower case: SAP checks a code there, or sends a message. Not
 * by the operation's name, which differs between OCC descriptions. The raw proxy refuses these addresses (`proxy/path.ts`).
 */
const ATTEMPT_SEGMENTS: ReadonlyMap<string, AttemptKind> = new Map([
  ['verificationtoken', 'code-request'],
  ['forgottenpasswordtokens', 'reset-request'],
  ['passwordrestoretoken', 'reset-request'],
  ['resetpassword', 'reset'],
])

/** Last segments of addresses below a user at which SAP checks the user's password; elsewhere such a segment may be a code or a name. */
const USER_ATTEMPT_SEGMENTS: ReadonlySet<string> = new Set(['password', 'login'])

/** Below it is a user of an organisation: one call changes the password, the mail address and all else that is known of them. */
const ORG_CUSTOMERS = 'orgcustomers'

/** Segments that the checks of a path look for, in lower case and without a suffix. */
export const CHECKED_SEGMENTS: readonly string[] = ['users', 'orgusers', ORG_CUSTOMERS, ...ATTEMPT_SEGMENTS.keys(), ...USER_ATTEMPT_SEGMENTS]

/** What a call to a path counts as, unless it is a read; `undefined` for nothing. @param index of the segment. @default the last one */
export function attemptOf(path: Pick<ParsedPath, 'segments' | 'users'>, index = path.segments.length - 1): AttemptKind | undefined {
  const name = comparableSegmentAt(path, index)
  return followsUser(path, index) && USER_ATTEMPT_SEGMENTS.has(name) ? 'password-check' : ATTEMPT_SEGMENTS.get(name)
}

/** Whether a `POST` to a path registers a customer: SAP checks a one-time code there, if the body has one. */
export function isRegistrationPath(path: Pick<ParsedPath, 'segments'>): boolean {
  return comparableSegmentAt(path) === 'users'
}

/** Whether a password that is sent to a path becomes the user's; at other addresses of a `password-check` it is only compared. */
export function setsPassword(path: Pick<ParsedPath, 'segments'>): boolean {
  return comparableSegmentAt(path) === 'password'
}

/**
 * Whether SAP compares or changes the password or the login of a user that a path names. Support agents may not make such
 * calls for a customer, unless they only read. Whose limit a call counts for is another question: see `readCountedCall`.
 */
export function isCredentialPath(path: Pick<ParsedPath, 'segments' | 'users'>): boolean {
  return attemptOf(path) === 'password-check' || comparableSegmentAt(path, path.segments.length - 2) === ORG_CUSTOMERS
}

/** The answer to a call that would try passwords or codes, or request them, past the limits. */
export function signInOnlyByMethodError(how: 'in this way' | 'through the raw proxy' = 'in this way'): SapccError {
  return new SapccError(`Passwords, logins and codes cannot be checked or requested ${how}, because such attempts are limited. Use the methods, for example \`changeUserPassword\` or \`createVerificationToken\`.`, { status: 403, data: { type: 'SignInOnlyByMethodError' } })
}
