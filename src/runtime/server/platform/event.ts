import type { H3Event } from 'h3'

/** The framework's event, as the shop's hooks and server routes get it: h3's, of the version that the app's Nitro uses. */
export type ServerEvent = H3Event
