import { isRecord } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import { isRegistrationPath, signInOnlyByMethodError } from '../occ/attempt-addresses'
import { parsePath } from '../occ/parse-path'
import type { UpstreamRequest } from '../upstream/upstream'

/**
 * Refuses a registration that brings a one-time code, or of which that cannot be told: the raw proxy counts no guesses.
 *
 * @param path below OCC, without a query.
 * @throws SapccError 403 `SignInOnlyByMethodError`
 */
export function assertNoCodeOfRegistration({ method, headers, body }: Pick<UpstreamRequest, 'method' | 'headers' | 'body'>, path: string): void {
  if (method !== 'POST' || body === undefined || !isRegistrationPath(parsePath(path))) return
  // SAP may read another type in another way, and what is too long to be buffered cannot be read here.
  const parsed = body instanceof Uint8Array && /^application\/json\b/i.test(headers['content-type'] ?? '') ? parseJson(new TextDecoder().decode(body)) : undefined
  if (!isRecord(parsed) || Object.keys(parsed).some(name => /^verificationToken/i.test(name))) throw signInOnlyByMethodError('through the raw proxy')
}
