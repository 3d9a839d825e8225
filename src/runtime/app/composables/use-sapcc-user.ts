import { computed } from '#imports'
import type { ComputedRef } from 'vue'
import type { SapccError } from '../../sdk/errors'
import { useSapccData } from './use-sapcc-data'

/** Who is signed in: what a header shows. */
export interface SapccUser {
  /** How SAP names the customer, e.g. the e-mail address. */
  uid: ComputedRef<string | undefined>
  /** First and last name. */
  name: ComputedRef<string | undefined>
  /** Whether it is being read. */
  pending: ComputedRef<boolean>
  /** Why it could not be read. */
  error: ComputedRef<SapccError | undefined>
  /** Reads it again, after the customer has changed it. */
  refresh: () => Promise<void>
}

/** All components ask for the same, so that it is read once. */
const FIELDS = 'uid,name'

/**
 * Name and uid of the customer who is signed in; both are empty for everybody else. It is read when a component wants it
 * for the first time, while rendering too, and follows the session. Everything else of a customer's is
 * `useSapccData('getUser')`.
 *
 * @example
 * const { name } = await useSapccUser()
 */
export function useSapccUser(): SapccUser & Promise<SapccUser> {
  const reading = useSapccData('getUser', { fields: FIELDS }, { for: 'customer' })
  const { data: user, pending, error, refresh } = reading
  const result: SapccUser = { uid: computed(() => user.value?.uid), name: computed(() => user.value?.name), pending, error, refresh }
  return Object.assign(reading.then(() => result), result)
}
