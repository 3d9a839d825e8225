import type { Transport } from '../../sdk/transport/http-transport'
import type { SapccModule } from '../../sdk/module-options'
import type { SapccSessionState } from '../session/state'
import type { ForeignTransport } from './create-sdk'

/** Few apps call a server elsewhere: its code is a script of its own that no other app downloads; see `build/rare-scripts.ts`. */
const load = () => import('./foreign-session.client')

/**
 * Calls a server elsewhere from the browser, and keeps tabs from spending each other's refresh token there.
 *
 * @param http carries the calls.
 * @param onSession hears of what this or another tab's sign-ins, refreshes and sign-outs say about the session.
 */
export function createForeignTransport(apiUrl: string, http: Transport, onSession: (session: SapccSessionState) => void): ForeignTransport {
  let loaded: Required<ForeignTransport> | undefined

  /** A script that could not be downloaded is asked for again by the next call. */
  const ready = async () => {
    const parts = await load()
    return loaded ??= parts.createForeignTransport(apiUrl, http, onSession)
  }

  // Other tabs may tell of a session before this one calls.
  ready().catch(() => {})

  return {
    transport: async (...call) => (await ready()).transport(...call),
    oneRefreshAtATime: async refresh => (await ready()).oneRefreshAtATime(refresh),
    isOwnRefresh: response => loaded?.isOwnRefresh(response) !== false,
  }
}

/** Finds out whether a customer is signed in elsewhere. @returns `undefined` while there is no answer. */
export async function foreignSession(module: SapccModule): Promise<SapccSessionState | undefined> {
  const parts = await load().catch(() => undefined)
  return await parts?.foreignSession(module)
}
