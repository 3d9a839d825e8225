import { isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import { isRegistrationPath, signInOnlyByMethodError } from '../occ/attempt-addresses'
import { parsePath } from '../occ/parse-path'
import type { UpstreamRequest } from '../upstream/upstream'

/**
 * Refuses a registration with a one-time code, and one that cannot be read: the raw proxy counts no guesses.
 *
 * @param path below OCC, without a query.
 * @throws SapccError 403 `SignInOnlyByMethodError`
 */
export function assertNoCodeOfRegistration({ method, headers, body }: Pick<UpstreamRequest, 'method' | 'headers' | 'body'>, path: string): void {
  if (method !== 'POST' || body === undefined || !isRegistrationPath(parsePath(path))) return
  // What is too long to be buffered cannot be read here.
  const members = body instanceof Uint8Array ? membersOf(new TextDecoder().decode(body), headers['content-type'] ?? '') : undefined
  if (!members || members.some(name => /^verificationToken/i.test(name))) throw signInOnlyByMethodError('through the raw proxy')
}

/** @returns `undefined` for a type that SAP may read in another way. */
function membersOf(body: string, type: string): string[] | undefined {
  if (/^application\/x-www-form-urlencoded\b/i.test(type)) return [...new URLSearchParams(body).keys()]
  const parsed = /^application\/json\b/i.test(type) ? parseJson(body) : undefined
  return isRecord(parsed) ? Object.keys(parsed) : undefined
}
