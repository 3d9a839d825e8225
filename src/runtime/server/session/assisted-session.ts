import { isRecord } from '../../sdk/errors'
import type { AssistedCustomer } from '../../sdk/assisted-session'
import { platformAead } from '../crypto/aead'
import type { Sealer } from '../crypto/sealer'
import type { RequestScope } from '../http/request-scope'
import type { Session } from './session'

/** That a session is a support agent's, and for whom the agent acts at present. */
export interface AssistedState {
  /** The agent's user name, where it is known. */
  agent?: string
  /** Absent while the agent acts for no customer. */
  customer?: AssistedCustomer
  /** Tells calls that are made for one customer from those for another; not secret. Absent without a customer. */
  key?: string
}

/** What a shop with assisted service knows of its agents' sessions. */
export interface AssistedSessions {
  /** @returns `undefined` for a session that is no agent's, as far as this browser says, or whose time is over. */
  read: (scope: RequestScope, session: Session) => Promise<AssistedState | undefined>
  /** Replaces what is known; the time starts again. @returns what {@link AssistedSessions.read} will give. */
  write: (scope: RequestScope, session: Session, state: Omit<AssistedState, 'key'>) => Promise<AssistedState>
  clear: (scope: RequestScope) => void
}

/** Options of {@link createAssistedSessions}. */
export interface AssistedSessionsOptions {
  sealer: Sealer
  /** Seconds after which an agent no longer acts for a customer. */
  maxAge: number
  /** Milliseconds since 1970. */
  now?: () => number
}

/**
 * The state has a cookie of its own, sealed and bound to the session. It is not in the session's record, so that a refresh
 * in another request or process cannot restore a customer whom the agent has left. A copied cookie is useless without the
 * agent's session, and gives no access that this session does not have anyway.
 */
export function createAssistedSessions({ sealer, maxAge, now = Date.now }: AssistedSessionsOptions): AssistedSessions {
  const aead = platformAead()

  async function stateOf({ agent, customer }: Omit<AssistedState, 'key'>): Promise<AssistedState> {
    return {
      ...(agent === undefined ? {} : { agent }),
      ...(customer === undefined ? {} : { customer, key: (await aead.hash(`assisted:${customer.customerId}`)).slice(0, 8) }),
    }
  }

  return {
    async read({ cookies, names }, session) {
      const sealed = cookies.get(names.assisted)
      const value = sealed === undefined ? undefined : await sealer.openValue('assisted', sealed)
      if (!isRecord(value) || typeof value.until !== 'number' || value.until <= now() || value.session !== await aead.hash(session.id)) return undefined
      const customer = readCustomer(value.customer)
      return await stateOf({ ...(typeof value.agent === 'string' ? { agent: value.agent } : {}), ...(customer ? { customer } : {}) })
    },
    async write({ cookies, names }, session, state) {
      const written = await stateOf(state)
      const { key: _key, ...known } = written
      cookies.write(names.assisted, await sealer.sealValue('assisted', { session: await aead.hash(session.id), until: now() + maxAge * 1000, ...known }), maxAge)
      return written
    },
    clear: ({ cookies, names }) => cookies.clear(names.assisted),
  }
}

function readCustomer(value: unknown): AssistedCustomer | undefined {
  if (!isRecord(value) || typeof value.customerId !== 'string' || typeof value.uid !== 'string') return undefined
  const { customerId, uid, name } = value
  return { customerId, uid, ...(typeof name === 'string' ? { name } : {}) }
}
