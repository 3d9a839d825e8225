import type { H3Event } from 'h3'

/** Whose sessions a request may see and end. From SAP, never from the request: it could name another customer. */
export async function ownUserId(event: H3Event): Promise<string> {
  const { uid = '' } = await useServerSdk(event).sapcc.getUser({ fields: 'BASIC' })
  return uid
}

/**
 * Ends sessions of the customer who is signed in.
 *
 * @param end the id of one, or `others` for all but the present one.
 */
export async function endDevices(event: H3Event, end: string): Promise<number> {
  return await endSapccSessions(event, await ownUserId(event), end === 'others' ? { keepCurrent: true } : { id: end })
}
