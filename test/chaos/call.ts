import { AsyncLocalStorage } from 'node:async_hooks'
import type { CookieJar } from '../harness/cookie-jar.ts'
import type { ChaosSession, Ending } from './sessions.ts'

/** What a call does to the browser's session. */
export type CallKind = 'call' | 'sign-in' | 'sign-out'

/** One thing that a tab does, with all the requests that it takes. */
export class Call {
  readonly kind: CallKind
  /** The session that a sign-in begins. */
  readonly opens: ChaosSession | undefined
  /** When its first request was sent. Milliseconds of `performance.now()`. */
  sentAt: number | undefined
  /** The session that the browser was in then: the one that it is meant for. */
  meant: ChaosSession | undefined
  /** Sessions that the browser might be in instead then. */
  alternatives: readonly ChaosSession[] = []
  /** Of `meant`, where this is to end it. */
  ending: Ending | undefined
  /** The browser's cookies when a sign-out was sent. */
  before: CookieJar | undefined
  /** Whether an answer did not arrive, so that the browser cannot know what took place. */
  isLost = false

  constructor(kind: CallKind = 'call', opens?: ChaosSession) {
    this.kind = kind
    this.opens = opens
  }
}

const calls = new AsyncLocalStorage<Call>()

/** Does something whose requests belong to this call. */
export function within<Result>(call: Call, work: () => Promise<Result>): Promise<Result> {
  return calls.run(call, work)
}

/** The call that the request at hand belongs to. */
export function currentCall(): Call | undefined {
  return calls.getStore()
}
