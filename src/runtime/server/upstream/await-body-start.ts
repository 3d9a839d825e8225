import type { MaybePromise } from '../platform/maybe-promise'
import { peek } from './peek'
import { AWAITED_BYTES } from './upstream'
import type { UpstreamResponse } from './upstream'

/**
 * Waits for the first {@link AWAITED_BYTES} of a body, or for all of a shorter one, before its head is sent on: an error
 * in them can still be answered with a status.
 *
 * @throws UpstreamTimeout, UpstreamUnreachable, UpstreamUndecodable
 */
export function awaitBodyStart(response: UpstreamResponse): MaybePromise<UpstreamResponse> {
  if (!response.bodyStarted) return peeked(response)
  const waiting = response.bodyStarted()
  return waiting ? waiting.then(() => response) : response
}

async function peeked(response: UpstreamResponse): Promise<UpstreamResponse> {
  const { whole } = await peek(response.stream(), AWAITED_BYTES)
  const answer: UpstreamResponse = {
    status: response.status,
    header: name => response.header(name),
    headers: () => response.headers(),
    stream: () => whole,
    bytes: async () => new Uint8Array(await new Response(whole).arrayBuffer()),
    decoded: () => answer,
    discard: () => whole.cancel(),
    bodyStarted: () => undefined,
  }
  return answer
}
