import { SapccError } from '../../sdk/errors'

/** The `data.type` of {@link emulationExpired}. */
export const EMULATION_EXPIRED = 'EmulationExpiredError'

/** The error of an agent's call that is about a customer, after the time of acting for the customer is over. */
export function emulationExpired(): SapccError {
  return new SapccError('The time in which the agent acts for this customer is over. Choose the customer again (`startEmulation`), or end it (`endEmulation`).', { status: 409, data: { type: EMULATION_EXPIRED } })
}

/** @param what the agent may not do for a customer; the rest of a sentence. */
export function notForAgents(what: string): SapccError {
  return new SapccError(`A support agent ${what}.`, { status: 403, data: { type: 'NotForAgentsError' } })
}
