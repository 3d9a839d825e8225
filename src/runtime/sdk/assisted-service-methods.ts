import type { AssistedSessionInfo } from './assisted-session'
import type { SapccCallConfig } from './call-config'
import type { Credentials, SignInResponse } from './session-methods'

/** Arguments of `findCustomers`. */
export interface FindCustomersParams {
  /** Part of a name or of an e-mail address. */
  query?: string
  /** Finds the customer who placed this order. */
  orderId?: string
  /** One of SAP's lists, in place of a query. */
  customerListId?: string
  /** From 0. */
  currentPage?: number
  /** @default 20 */
  pageSize?: number
  /** @default 'byNameAsc' */
  sort?: string
}

/** What `findCustomers` gives: SAP's customers as they come, with the members that are used most. */
export interface FoundCustomers {
  entries?: { customerId?: string, uid?: string, name?: string, firstName?: string, lastName?: string }[]
  pagination?: { currentPage?: number, pageSize?: number, totalPages?: number, totalResults?: number }
}

/**
 * Assisted service: a support agent acts for a customer. There only where `assistedService.enabled` is set, see
 * docs/assisted-service.md; elsewhere these methods are unknown (404).
 */
export interface AssistedServiceMethods {
  /**
   * Signs a support agent in. The visitor's cart stays as it is, for `bindCartToCustomer`.
   *
   * @throws SapccError 401 `BadCredentialsError`; 403 `NotAnAgentError` for a user who is no agent at SAP, whose tokens are
   * revoked; 429 `TooManySignInsError`.
   */
  signAgentIn: (credentials: Credentials, config?: SapccCallConfig) => Promise<SignInResponse>
  /** @throws SapccError 401 when the session is over, 403 `NotAnAgentError` in a customer's session. */
  findCustomers: (params?: FindCustomersParams, config?: SapccCallConfig) => Promise<FoundCustomers>
  /**
   * Begins to act for a customer: from the next call on everything is theirs, as if they were signed in. Load the page
   * anew then.
   *
   * @returns the customer as SAP knows them, and the new {@link SapccSessionInfo.sessionKey}.
   * @throws SapccError 400 `InvalidParameterError` for an id that names no customer, 403 `NotAnAgentError` in a customer's session; SAP's error for a customer that it does not know.
   */
  startEmulation: (params: { customerId: string }, config?: SapccCallConfig) => Promise<AssistedSessionInfo & { sessionKey?: string }>
  /** Ends it. The agent stays signed in. @throws SapccError 401 when the session is over. */
  endEmulation: (params?: undefined, config?: SapccCallConfig) => Promise<AssistedSessionInfo & { sessionKey?: string }>
  /**
   * Gives a visitor's cart to the customer that the agent acts for.
   *
   * @param params.cartId its guid. @default that of the visitor's cart in this browser
   * @throws SapccError 400 `NoEmulationError` without a customer, 400 `CartError` without a cart, 409 `EmulationExpiredError` when the time is over.
   */
  bindCartToCustomer: (params?: { cartId?: string }, config?: SapccCallConfig) => Promise<void>
}
