import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { createBrowserTransport } from '../../src/runtime/app/sdk/browser-transport.client'
import { fetchInstance } from '../harness/fetch-instance.ts'
import { sapccModule } from '../../src/runtime/sdk/sapcc-module'
import type { SapccMethods } from '../../src/runtime/sdk/module-options'
import { CookieJar } from '../harness/cookie-jar.ts'
import { currentCall } from './call.ts'
import type { Call } from './call.ts'
import type { Span } from './check-sessions.ts'
import type { Random } from './random.ts'
import type { ChaosSession } from './sessions.ts'

/** What a network does to a browser's answers. */
export interface Weather {
  /** How often the cookies of an answer are stored only after others have come. */
  late: number
  /** How often an answer's cookies never reach the browser. */
  lost: number
  /** How often a request is aborted on the way. */
  aborted: number
}

/** The server that a request goes to. */
export interface Destination {
  origin: string
  /** Breaks the connections of clients that go away together, for example when the server is told to stop. */
  hangUp?: AbortSignal
}

/** What a browser is made of. */
export interface ChaosBrowserOptions {
  name: string
  tabs: number
  /** Gives the server that the load balancer chooses for a request. */
  destination: () => Destination
  random: Random
  weather: Weather
}

/**
 * A browser on a bad network: several tabs, each with the module's own client
 * code, that share one cookie jar; cookies are stored in the order answers
 * arrive, late or never.
 */
export class ChaosBrowser {
  readonly name: string
  readonly jar = new CookieJar()
  readonly tabs: SapccMethods[]
  readonly #options: ChaosBrowserOptions
  readonly #late: Promise<void>[] = []
  /** The session that its cookies were last given by a sign-in. Whether it still lives, the session knows. */
  session: ChaosSession | undefined
  /** Sessions that it may be in instead: of sign-ins that failed after the authorization server had agreed. */
  alternatives: ChaosSession[] = []
  /** Whether the network is without faults at the moment. */
  isCalm = true
  /** When it signed out, from the request to the answer, and when a sign-in was answered. */
  readonly changes: Span[] = []
  /** How often a tab's `onTokenRefreshed` was called. */
  announcements = 0

  constructor(options: ChaosBrowserOptions) {
    this.name = options.name
    this.#options = options
    this.tabs = Array.from({ length: options.tabs }, () => this.openTab())
  }

  openTab(): SapccMethods {
    const transport = createBrowserTransport('/api/sapcc', () => undefined, { fetch: fetchInstance((path, init) => this.fetch(path, init)) })
    // Node has no window; without this the module would take every call for a rendering one.
    const callbacks = { onTokenRefreshed: () => void this.announcements++ }
    return sapccModule({ transport, host: transport, refreshToken: { ssrRefreshEnabled: true, callbacks } }).connector
  }

  /** A request of this browser, with the faults of its network. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const { origin, hangUp } = this.#options.destination()
    const call = currentCall()
    if (call?.sentAt === undefined) this.#begin(call)
    const signOut = call?.kind === 'sign-out' ? { from: performance.now(), until: Infinity } : undefined
    if (signOut) this.changes.push(signOut)
    try {
      const request = { ...init, headers: { ...init.headers as Record<string, string>, 'sec-fetch-site': 'same-origin' } }
      return await this.#exchange(new URL(path, origin), request, call, hangUp)
    }
    catch (error) {
      if (call) call.isLost = true
      throw error
    }
    finally {
      if (signOut) signOut.until = performance.now()
    }
  }

  /** Until every late answer has arrived. */
  async settle(): Promise<void> {
    while (this.#late.length > 0) await this.#late.shift()
  }

  #begin(call: Call | undefined): void {
    if (!call) return
    call.sentAt = performance.now()
    call.meant = this.session
    call.alternatives = [...this.alternatives]
    if (call.kind === 'call') return
    call.ending = call.kind === 'sign-out' ? this.session?.end('signed out') : this.session?.end('replaced by another sign-in', call.opens)
    call.before = this.jar.clone()
  }

  async #exchange(url: URL, init: RequestInit, call: Call | undefined, hangUp: AbortSignal | undefined): Promise<Response> {
    const { random, weather } = this.#options
    if (this.isCalm) {
      const response = await this.#send(url, init)
      this.#store(response, url, call)
      return response
    }
    const fate = random.next()
    const delay = random.integer(5, 120)
    const abort = random.chance(weather.aborted)
    const patience = random.integer(1, 60)
    // A browser that signs in or out waits for the answer: otherwise it would not be known in which session it should be afterwards.
    const waits = call !== undefined && call.kind !== 'call'
    const signals = [...abort && !waits ? [AbortSignal.timeout(patience)] : [], ...hangUp ? [hangUp] : []]
    const response = await this.#send(url, { ...init, ...(signals.length > 0 ? { signal: AbortSignal.any(signals) } : {}) })
    const isLost = fate < weather.lost
    const isLate = !isLost && fate < weather.lost + weather.late
    if (waits) {
      if (isLost) throw new DOMException('The answer was lost on the way.', 'AbortError')
      if (isLate) await wait(delay)
      this.#store(response, url, call)
    }
    else if (isLate) {
      this.#late.push(wait(delay).then(() => this.#store(response, url, call)))
    }
    else if (!isLost) {
      this.#store(response, url, call)
    }
    return response
  }

  /** A server may close an idle connection while a request is on its way: browsers send it again (RFC 9112, section 9.3.1). */
  async #send(url: URL, init: RequestInit): Promise<Response> {
    try {
      return await this.jar.fetch(url, { ...init, apply: false })
    }
    catch (error) {
      if ((init.method ?? 'GET') !== 'GET' || !isReset(error)) throw error
      return await this.jar.fetch(url, { ...init, apply: false })
    }
  }

  #store(response: Response, url: URL, call: Call | undefined): void {
    this.jar.apply(response, url.href)
    if (call?.kind !== 'sign-in' || !response.ok) return
    this.session = call.opens
    this.alternatives = []
    this.changes.push({ from: performance.now(), until: performance.now() })
  }
}

/** Whether a browser has signed out or in since a moment, or was doing so. @param moment milliseconds of `performance.now()` */
export function hasChangedSince({ changes }: Pick<ChaosBrowser, 'changes'>, moment = performance.now()): boolean {
  return changes.some(({ until }) => until >= moment)
}

/** Whether the server closed the connection without an answer. */
function isReset(error: unknown): boolean {
  const { code } = (error instanceof TypeError && error.cause instanceof Error ? error.cause : {}) as { code?: unknown }
  return code === 'ECONNRESET' || code === 'UND_ERR_SOCKET'
}
