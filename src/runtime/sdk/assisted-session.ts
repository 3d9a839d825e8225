/** A customer that a support agent acts for. */
export interface AssistedCustomer {
  /** SAP's id of the customer, which stands in place of `current` in calls to OCC. */
  customerId: string
  /** The customer's login name. */
  uid: string
  name?: string
}

/** In `getSession`: that the session is a support agent's. */
export interface AssistedSessionInfo {
  /** The agent's user name; absent where it is not known. */
  agent?: string
  /** For whom the agent acts; absent when for none. */
  customer?: AssistedCustomer
  /**
   * For whom the agent acted until `assistedService.maxAge` was over. Calls that are about the user are refused
   * (`EmulationExpiredError`) until `startEmulation` or `endEmulation`.
   */
  expired?: AssistedCustomer
}
