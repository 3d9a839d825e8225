import { strict as assert } from 'node:assert'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '../../harness/client.ts'
import type { RunningSap } from '../../harness/sap.ts'
import type { RunningApp } from '../../harness/server.ts'
import type { SapFront } from '../sap-front.ts'

/** What a scenario has at hand: a shop on the platform, and SAP. */
export interface World {
  /** The shop's origin. */
  url: string
  sap: RunningSap
  front: SapFront
  /** Bytes of the largest body that the platform takes and gives. */
  largest: { up: number, down: number }
  /** Whether sessions are in cookies, which a refresh changes, or in the shop's storage. */
  sessionsIn: 'cookie' | 'storage'
  /** Whether the platform runs several processes. */
  hasManyProcesses: boolean
  /** Whether a platform keeps connections between requests; else Redis is no advice. */
  keepsConnections: boolean
  /** What the shop has logged. */
  logs: () => string
  /** Starts the same build once more, hands it to `use` and ends it. @param env replaces variables of the environment. */
  withAnother: (env: Record<string, string>, use: (app: RunningApp) => Promise<void>) => Promise<void>
}

export type Scenario = (world: World) => Promise<void>

/** A browser that has signed in. */
export async function signedIn({ url }: World, username?: string): Promise<Client> {
  const client = new Client(url)
  await client.signIn(username)
  return client
}

/** Asserts that a refresh has reached the browser: by new cookies, where sessions are in them. */
export function expectRenewal({ sessionsIn }: World, { jar }: Client, cookies: Record<string, string>): void {
  if (sessionsIn === 'cookie') assert.notDeepEqual(jar.snapshot(), cookies, 'no new cookie')
  else assert.deepEqual(jar.snapshot(), cookies, 'a cookie although the session is on the server')
}

/** Asserts a response's status, and tells what it was instead. */
export async function expectStatus(response: Response, status: number): Promise<string> {
  const text = await response.text()
  assert.equal(response.status, status, `${response.status} instead of ${status}: ${text.slice(0, 300)}`)
  return text
}

/** Waits until something is so. @param timeout milliseconds. */
export async function eventually(what: string, isSo: () => boolean | Promise<boolean>, timeout = 3000): Promise<void> {
  const deadline = performance.now() + timeout
  while (!await isSo()) {
    if (performance.now() > deadline) throw new Error(`This did not happen within ${timeout} ms: ${what}`)
    await sleep(25)
  }
}

/** The text of the element with an id, as the server rendered it. */
export function textOf(html: string, id: string): string | undefined {
  return new RegExp(`id="${id}"[^>]*>([^<]*)<`).exec(html)?.[1]?.trim()
}
