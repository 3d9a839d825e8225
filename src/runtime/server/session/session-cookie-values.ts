import { platformAead } from '../crypto/aead'
import type { Session } from './session'

/** A session's name in cookie names: the start time in milliseconds since 1970 in base 36, and a part of the id's hash. */
const NAME = /^[\da-z]{1,9}-[\w-]{12}$/

/** The generation of a mark of a session that has ended for good. */
export const ENDED = Number.POSITIVE_INFINITY

/** The session name in cookie names. It is not a secret. */
export async function sessionName({ id, createdAt = 0 }: Session): Promise<string> {
  return `${createdAt.toString(36)}-${(await platformAead().hash(id)).slice(0, 12)}`
}

export function isSessionName(text: string): boolean {
  return NAME.test(text)
}

/** Whether the session with the first name began no later than the other one. */
export function beganNoLaterThan(name: string, other: string): boolean {
  const beginning = (text: string) => Number.parseInt(text.split('-', 1)[0]!, 36)
  return beginning(name) <= beginning(other)
}

/** @returns the generation up to which a session has ended; `undefined` without a mark. */
export function readMark(mark: string | undefined): number | undefined {
  if (mark === undefined) return undefined
  return /^\d{1,9}$/.test(mark) ? Number(mark) : ENDED
}

/** The text of a mark. @param upTo the generation up to which the session has ended. */
export function writeMark(upTo: number): string {
  return upTo === ENDED ? 'ended' : String(upTo)
}
