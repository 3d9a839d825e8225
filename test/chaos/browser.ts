import { setTimeout as wait } from 'node:timers/promises'
import { createBrowserTransport } from '../../src/runtime/app/sdk/browser-transport.client'
import { sapccModule } from '../../src/runtime/sdk/sapcc-module'
import type { SapccMethods } from '../../src/runtime/sdk/sapcc-module'
import { CookieJar } from '../harness/cookie-jar.ts'
import type { Random } from './random.ts'

/** What a network does to a browser's answers. */
export interface Weather {
  /** How often the cookies of an answer are stored only after others have come. */
  late: number
  /** How often an answer's cookies never reach the browser. */
  lost: number
  /** How often a request is aborted on the way. */
  aborted: number
}

/**
 * A browser on a bad network: several tabs, each with the module's own client
 * code, that share one cookie jar; cookies are stored in the order answers
 * arrive, late or never.
 */
export class ChaosBrowser {
  readonly name: string
  readonly user: string
  readonly jar = new CookieJar()
  readonly tabs: SapccMethods[]
  readonly #random: Random
  readonly #servers: () => string
  readonly #weather: Weather
  readonly #late: Promise<void>[] = []
  /** While it is, the network is a good one. */
  isCalm = true
  /** How often a tab's `onTokenRefreshed` was called. */
  announcements = 0

  /** @param servers gives the server that the load balancer chooses for a request */
  constructor(options: { name: string, user: string, tabs: number, servers: () => string, random: Random, weather: Weather }) {
    this.name = options.name
    this.user = options.user
    this.#random = options.random
    this.#servers = options.servers
    this.#weather = options.weather
    this.tabs = Array.from({ length: options.tabs }, () => this.openTab())
  }

  openTab(): SapccMethods {
    const transport = createBrowserTransport('/api/sapcc', () => undefined, { fetch: ((path: string, init?: RequestInit) => this.fetch(path, init)) as typeof fetch })
    // Node has no window; without this the module would take every call for a rendering one.
    const callbacks = { onTokenRefreshed: () => void this.announcements++ }
    return sapccModule({ transport, host: transport, refreshToken: { ssrRefreshEnabled: true, callbacks } }).connector
  }

  /** A request of this browser's, with its weather. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const url = new URL(path, this.#servers())
    const headers = { ...init.headers as Record<string, string>, 'sec-fetch-site': 'same-origin' }
    if (this.isCalm) return await this.jar.fetch(url, { ...init, headers })

    const fate = this.#random.next()
    const delay = this.#random.integer(5, 120)
    const abort = this.#random.chance(this.#weather.aborted)
    const signal = abort ? AbortSignal.timeout(this.#random.integer(1, 60)) : undefined
    const response = await this.jar.fetch(url, { ...init, headers, apply: false, ...(signal ? { signal } : {}) })
    if (fate < this.#weather.lost) return response
    if (fate < this.#weather.lost + this.#weather.late) this.#late.push(wait(delay).then(() => this.jar.apply(response, url.href)))
    else this.jar.apply(response, url.href)
    return response
  }

  /** Until every late answer has arrived. */
  async settle(): Promise<void> {
    while (this.#late.length > 0) await this.#late.shift()
  }
}
