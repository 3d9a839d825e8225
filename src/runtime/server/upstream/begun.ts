import type { MaybePromise } from '../platform/maybe-promise'
import { peek } from './peek'
import type { UpstreamResponse } from './upstream'

/** Most bodies are complete with so many bytes. */
const BEGINNING = 64 * 1024

/**
 * Waits for the beginning of a body, or all of a short one, before its status and headers are sent on: a fault in it can
 * then still be told by an error, and not only by a broken connection.
 *
 * @throws UpstreamTimeout, UpstreamUnreachable, UpstreamUndecodable
 */
export function begun(response: UpstreamResponse): MaybePromise<UpstreamResponse> {
  if (!response.whenBegun) return peeked(response)
  const waiting = response.whenBegun()
  return waiting ? waiting.then(() => response) : response
}

async function peeked(response: UpstreamResponse): Promise<UpstreamResponse> {
  const { whole } = await peek(response.stream(), BEGINNING)
  const answer: UpstreamResponse = {
    status: response.status,
    header: name => response.header(name),
    headers: () => response.headers(),
    stream: () => whole,
    bytes: async () => new Uint8Array(await new Response(whole).arrayBuffer()),
    decoded: () => answer,
    discard: () => whole.cancel(),
    whenBegun: () => undefined,
  }
  return answer
}
