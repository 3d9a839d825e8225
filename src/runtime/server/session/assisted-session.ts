import { isRecord } from '../../sdk/errors'
import type { AssistedCustomer } from '../../sdk/assisted-session'
import { platformAead } from '../crypto/aead'
import type { Sealer } from '../crypto/sealer'
import type { AssistedEndReason } from '../hooks'
import type { RequestScope } from '../http/request-scope'
import { BoundedMap } from '../storage/bounded-map'
import type { Session } from './session'

/** That a session is a support agent's, and for whom the agent acts at present. */
export interface AssistedState {
  /** The agent's user name, where it is known. */
  agent?: string
  /** Absent while the agent acts for no customer. */
  customer?: AssistedCustomer
  /**
   * The customer that the agent acted for until the time was over. Until the agent chooses again or ends it, calls that
   * are about a customer are refused: pages that are still open mean this one.
   */
  expired?: AssistedCustomer
  /** Distinguishes calls for one customer from those for another, and from those after the time is over; not secret. Absent without a customer. */
  key?: string
  /** Distinguishes one time of acting for a customer from the next; not secret. Absent without a customer. */
  emulation?: string
}

/** What is written: the rest follows from it. */
export type AssistedChoice = Pick<AssistedState, 'agent' | 'customer'>

/** What a shop with assisted service knows of its agents' sessions. */
export interface AssistedSessions {
  /** Also notifies the listeners, once, when the time is over. @returns `undefined` for a session that is no agent's, as far as this browser says. */
  read: (scope: RequestScope, session: Session) => Promise<AssistedState | undefined>
  /** Replaces what is known; the time starts again. @returns what {@link AssistedSessions.read} will give. */
  write: (scope: RequestScope, session: Session, choice: AssistedChoice) => Promise<AssistedState>
  clear: (scope: RequestScope) => void
  /** Notifies the listeners that the agent no longer acts for the state's customer; at most once. Never rejects. */
  tellEnded: (scope: RequestScope, state: AssistedState | undefined, reason: AssistedEndReason) => Promise<void>
}

/** Options of {@link createAssistedSessions}. */
export interface AssistedSessionsOptions {
  sealer: Sealer
  /** Seconds after which an agent no longer acts for a customer. */
  maxAge: number
  /** Seconds that an agent's session may last: for so long the browser knows for whom the agent has acted. */
  sessionMaxAge: number
  /** Notifies the shop's listeners. Never rejects. */
  onEnded: (scope: RequestScope, ended: { agent?: string, customer: AssistedCustomer, reason: AssistedEndReason }) => Promise<void>
  /** Milliseconds since 1970. */
  now?: () => number
}

/** Ends of which this process has notified the listeners. An old one that is forgotten may be reported again. */
const MAX_TOLD = 10_000

/**
 * The state has a cookie of its own, sealed and bound to the session. It is not in the session's record, so that a refresh
 * in another request or process cannot restore a customer whom the agent has left. A copied cookie is useless without the
 * agent's session, and gives no access that this session does not have anyway.
 *
 * The cookie lives longer than `maxAge`. Without it an agent whose time is over would look like one who acts for no
 * customer, and the next call of a page that still shows the customer would change the agent's own account.
 */
export function createAssistedSessions({ sealer, maxAge, sessionMaxAge, onEnded, now = Date.now }: AssistedSessionsOptions): AssistedSessions {
  const aead = platformAead()
  const told = new BoundedMap<string, true>({ maxEntries: MAX_TOLD, ttl: sessionMaxAge * 1000 })

  async function stateOf(agent: string | undefined, customer: AssistedCustomer | undefined, emulation: string): Promise<AssistedState> {
    return {
      ...(agent === undefined ? {} : { agent }),
      ...(customer === undefined ? {} : { customer, emulation, key: (await aead.hash(`assisted:${customer.customerId}`)).slice(0, 8) }),
    }
  }

  async function tellEnded(scope: RequestScope, { agent, customer, emulation }: AssistedState = {}, reason: AssistedEndReason): Promise<void> {
    if (!customer || emulation === undefined || told.has(emulation)) return
    told.set(emulation, true)
    await onEnded(scope, { ...(agent === undefined ? {} : { agent }), customer, reason })
  }

  return {
    async read(scope, session) {
      const { cookies, names } = scope
      const sealed = cookies.get(names.assisted)
      const value = sealed === undefined ? undefined : await sealer.openValue('assisted', sealed)
      if (!isRecord(value) || typeof value.until !== 'number' || value.session !== await aead.hash(session.id)) return undefined
      const customer = readCustomer(value.customer)
      const agent = typeof value.agent === 'string' ? value.agent : undefined
      // With a key of its own: what was refused meanwhile is read again when the agent ends it.
      const expired = async (over: AssistedCustomer): Promise<AssistedState> => ({
        ...(agent === undefined ? {} : { agent }),
        expired: over,
        key: (await aead.hash(`assisted-expired:${typeof value.emulation === 'string' ? value.emulation : over.customerId}`)).slice(0, 8),
      })
      // Of an older version of this module. Not ignored: a page that still shows the customer would change the agent's own account.
      if (customer && typeof value.emulation !== 'string') return await expired(customer)
      const state = await stateOf(agent, customer, String(value.emulation))
      if (!customer || value.until > now()) return state
      scope.finishAfterResponse(tellEnded(scope, state, 'expired'))
      return await expired(customer)
    },
    async write({ cookies, names }, session, { agent, customer }) {
      const emulation = crypto.randomUUID()
      cookies.write(names.assisted, await sealer.sealValue('assisted', { session: await aead.hash(session.id), until: now() + maxAge * 1000, agent, customer, emulation }), sessionMaxAge)
      return await stateOf(agent, customer, emulation)
    },
    clear: ({ cookies, names }) => cookies.clear(names.assisted),
    tellEnded,
  }
}

function readCustomer(value: unknown): AssistedCustomer | undefined {
  if (!isRecord(value) || typeof value.customerId !== 'string' || typeof value.uid !== 'string') return undefined
  const { customerId, uid, name } = value
  return { customerId, uid, ...(typeof name === 'string' ? { name } : {}) }
}
