import type { CancelSignal } from '../platform/types'
import type { RequestSession } from '../session/request-session'
import { sessionCaller } from '../session/session-caller'
import type { CallSap, SapAnswer } from '../upstream/call-sap'
import type { UpstreamRequest } from '../upstream/upstream'

/**
 * Sends a request to SAP with the visitor's access token. Refreshes the token
 * when it has expired or SAP refuses it: callers of the proxy have no SDK that
 * would do so.
 *
 * @param session of the visitor; `undefined` for what is the same for everyone.
 * @throws SapccError 401 or 503 when the token could not be renewed, 502 or 504 when SAP gave no answer.
 */
export async function forward(request: UpstreamRequest, { callSap, session }: { callSap: CallSap, session: RequestSession | undefined }, signal: CancelSignal): Promise<SapAnswer> {
  let known = await session?.sessionForCall()
  if (session?.mayRenew && known && known.expiresAt <= Date.now() && known.refreshToken !== undefined) known = await session.refresh(known.generation, 'expired')
  return await callSap('the proxied call', request, sessionCaller(known, session), signal)
}
