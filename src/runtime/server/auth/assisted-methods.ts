import type { AssistedCustomer, AssistedSessionInfo } from '../../sdk/assisted-session'
import type { AssistedContext } from '../hooks'
import type { RequestScope } from '../http/request-scope'
import type { AssistedState } from '../session/assisted-session'

/** Names of the methods of the assisted service, whether a shop has it or not. */
export const ASSISTED_METHODS = ['signAgentIn', 'findCustomers', 'startEmulation', 'endEmulation', 'bindCartToCustomer'] as const

/** What listeners learn. */
export function assistedContext({ request: { event } }: Pick<RequestScope, 'request'>, { agent, customer }: AssistedState & { customer: AssistedCustomer }): AssistedContext {
  return { event, ...(agent === undefined ? {} : { agent }), customer }
}

/** What the app learns. */
export function assistedInfo({ agent, customer, expired }: AssistedState): AssistedSessionInfo {
  return { ...(agent === undefined ? {} : { agent }), ...(customer ? { customer } : {}), ...(expired ? { expired } : {}) }
}
