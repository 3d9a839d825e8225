import type { Transport } from '../../sdk/transport/http-transport'
import type { SessionListener } from '../session/state'
import type { ForeignTransport } from './create-sdk'
import type { createForeignTransport, tellForeignSession } from './foreign-server.client'

/** Few apps call another server, so the code for it is a separate script that no other app downloads; see `build/prefetch.ts`. */
const load = () => import('./foreign-server.client')

/**
 * Calls another server from the browser, and keeps tabs from using each other's refresh token there.
 *
 * @param http sends the calls.
 * @param onSession called with the state of the session after sign-ins, refreshes and sign-outs of this or another tab.
 */
export function lazyForeignTransport(apiUrl: string, http: Transport, onSession: SessionListener): ForeignTransport {
  let loaded: ReturnType<typeof createForeignTransport> | undefined

  /** When the script could not be downloaded, the next call tries again. */
  const ready = async () => {
    const parts = await load()
    return loaded ??= parts.createForeignTransport(apiUrl, http, onSession)
  }

  // Other tabs may report a session before this tab makes a call.
  ready().catch(() => {})

  return {
    transport: async (...call) => (await ready()).transport(...call),
    oneRefreshAtATime: async refresh => (await ready()).oneRefreshAtATime(refresh),
    isOwnRefresh: response => loaded?.isOwnRefresh(response) !== false,
  }
}

/** Finds out whether a customer is signed in at the other server, and tells it; see `tellForeignSession`. */
export async function lazyForeignSession(...asked: Parameters<typeof tellForeignSession>): Promise<void> {
  const parts = await load().catch(() => undefined)
  await parts?.tellForeignSession(...asked)
}
