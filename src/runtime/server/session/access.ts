import type { H3Event } from 'h3'
import { getRouteRules } from 'nitropack/runtime'

/**
 * What may be done with the visitor's session on behalf of a request:
 *
 * - `none`: the answer is for everyone. It is kept in a cache, or made at build
 *   time; it must not be made with, and must not carry, one visitor's session.
 * - `read`: the answer's cookies never reach the browser, so nothing may be
 *   renewed: a local fetch, an island inside a page, a response already begun.
 * - `write`: an ordinary request of the visitor's.
 */
export type SessionAccess = 'none' | 'read' | 'write'

const FOR_EVERYONE = Symbol('nuxt-sapcc: for everyone')

interface PublicEvent { [FOR_EVERYONE]?: true }

/** Makes the answer one for everyone, before anything has asked who is there. */
export function answerForEveryone(event: H3Event): void {
  (event as PublicEvent)[FOR_EVERYONE] = true
}

/** Whether {@link answerForEveryone} has been said of an event. */
export function isForEveryone(event: H3Event): boolean {
  return (event as PublicEvent)[FOR_EVERYONE] === true
}

/** Spares looking for route rules where there are none. */
export function expectNoRules(event: H3Event): void {
  event.context._nitro = { routeRules: NO_RULES }
}

const NO_RULES = Object.freeze({})

/** Decided from the event of the call at hand, never from the one that came before it. */
export function sessionAccess(event: H3Event): SessionAccess {
  if (import.meta.prerender || event.context.cache || isForEveryone(event)) return 'none'
  const rules = getRouteRules(event)
  // An `isr` page is cached by the platform in front; its event looks like any other.
  if (rules.isr || rules.cache || rules.prerender) return 'none'
  if (isLocalFetch(event) || event.node.res.headersSent) return 'read'
  return 'write'
}

/**
 * A request that the server made to itself: its `Set-Cookie` goes nowhere.
 *
 * Nitro marks its mocked requests, and hands them the context of the event they
 * were made for, if any. On platforms without Node's server the visitor's own
 * request is a mocked one too: its context comes from the platform and has
 * never been through this module.
 */
export function isLocalFetch(event: H3Event): boolean {
  if (!('__unenv__' in event.node.req)) return false
  const outer = event.node.req.__unenv__
  return typeof outer !== 'object' || outer === null || 'sapcc' in outer || Object.keys(outer).length === 0
}
