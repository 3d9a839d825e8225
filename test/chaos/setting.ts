import { ONE_SHOP } from '../harness/server.ts'
import { performance } from 'node:perf_hooks'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { startRedisPair } from '../harness/redis-pair.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import type { SapOptions } from '../../packages/stand-in/src/index.ts'
import type { Destination } from './browser.ts'
import type { Violation } from './check.ts'
import type { Span } from './check-sessions.ts'
import { STORAGE_DISTURBANCES, disturbances } from './disturbances.ts'
import type { DisturbanceName, Scene } from './disturbances.ts'
import { startFleet } from './fleet.ts'
import { findLostAnswers, tokensToRevoke, writtenTokens } from './orphans.ts'
import type { Random } from './random.ts'
import type { Expiry } from './refused-calls.ts'
import { startTokenRelay } from './token-relay.ts'
import type { RelayedRefresh } from './token-relay.ts'

/** What a setting is made of. */
export interface SettingOptions {
  /** How many server processes, behind a load balancer without affinity. */
  processes: number
  store: 'cookie' | 'storage'
  /** Whether the processes share a Redis. */
  redis: boolean
  /** Whether processes and Redis are killed in the middle of rounds. */
  kills: boolean
  sap?: SapOptions
}

/** Where rounds take place: a shop of several processes, each of which may be disturbed at any time. */
export interface Setting {
  options: SettingOptions
  sap: RunningSap
  /** What a load balancer chooses from. */
  destinations: () => readonly Destination[]
  /** What can be disturbed here. */
  possible: ReadonlySet<DisturbanceName>
  /** Disturbs something, until it is mended. @returns `false` at once while another disturbance is under way */
  disturb: (name: DisturbanceName, random: Random) => Promise<boolean>
  /** Waits a little for a refresh to be under way. The process that asked is the next victim. */
  aim: () => Promise<void>
  /** Hashes of the refresh tokens that only a process knew that was killed. */
  orphans: () => ReadonlySet<string>
  /** Hashes of the refresh tokens whose refusal only a process knew that was killed, one for each refusal. */
  unnotedRefusals: () => readonly string[]
  /** What disturbed processes did wrong in this round. */
  violations: () => readonly Violation[]
  /** What the processes asked the authorization server for. */
  refreshes: () => readonly RelayedRefresh[]
  /** When processes may have been unable to write to Redis in this round. Milliseconds of `performance.now()`. */
  outages: () => readonly Span[]
  /** Hashes of the round's new refresh tokens that are in the storage; they help to understand a violation. */
  storedTokens: () => Promise<string[]>
  /** Hashes of tokens of ended sessions that wait in the storage for their revocation, which may be minutes away. */
  tokensToRevoke: () => Promise<ReadonlySet<string>>
  /** When access tokens were ended in this round, other than by refreshes. */
  expiries: () => readonly Expiry[]
  /** How often what took place, since the start. */
  disturbed: () => Readonly<Partial<Record<DisturbanceName, number>>>
  /** Until the authorization server is done with everything that it was asked. */
  settle: () => Promise<void>
  /** Forgets the round before. */
  reset: () => void
  /** Makes everybody connect to Redis again, so that a round that failed does not fail the ones after it. */
  heal: () => void
  /** What the processes wrote. */
  logs: () => string
  stop: () => Promise<void>
}

const PASSWORD = 'a session password that only the chaos suite uses'

/** Milliseconds that callers wait for the authorization server: the default's ten seconds in fast motion. */
export const TOKEN_TIMEOUT = 2000

/** Starts everything; hours of rounds may take place in it. */
export async function startSetting(options: SettingOptions): Promise<Setting> {
  const sap = await startSap(options.sap)
  const { expireAccessTokens } = sap
  let expiries: Expiry[] = []
  sap.expireAccessTokens = (user) => {
    expiries.push({ user, at: performance.now() })
    return expireAccessTokens(user)
  }
  const redis = options.redis ? await startRedisPair() : undefined
  const relay = await startTokenRelay(sap.url)
  const fleet = await startFleet({
    processes: options.processes,
    redis: redis?.primary(),
    metrics: process.env.CHAOS_METRICS,
    env: life => ({
      ...sap.env,
      NUXT_SAPCC_OAUTH_TOKEN_ENDPOINT: relay.endpoint(life),
      NUXT_SAPCC_OAUTH_TIMEOUT: String(TOKEN_TIMEOUT),
      NUXT_SAPCC_SESSION_STORE: options.store,
      NUXT_SAPCC_SESSION_PASSWORD: PASSWORD,
      // Tokens are made to expire at will here, more often than they would by themselves.
      NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0',
      ...ONE_SHOP,
      // All customers have the same address here, and sign in often.
      NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_ADDRESS: '0',
      NUXT_SAPCC_SIGN_IN_ATTEMPTS_PER_USER: '0',
    }),
  })

  const counts: Partial<Record<DisturbanceName, number>> = {}
  let orphans = new Set<string>()
  let unnotedRefusals: string[] = []
  let violations: Violation[] = []
  let outages: Span[] = []
  let running: Promise<void> | undefined
  let target: string | undefined

  /** Only where there is a Redis. */
  const storage = () => ({ port: redis!.primary(), password: PASSWORD })

  const scene: Scene = {
    fleet,
    redis,
    relay,
    target() {
      const life = fleet.lives().find(({ name }) => name === target)
      target = undefined
      return life
    },
    async mourn(life) {
      if (!redis) return
      const lost = await findLostAnswers(life.name, relay.refreshes(), storage())
      for (const orphan of lost.orphans) orphans.add(orphan)
      unnotedRefusals.push(...lost.unnotedRefusals)
    },
  }

  async function perform(name: DisturbanceName, random: Random): Promise<void> {
    counts[name] = (counts[name] ?? 0) + 1
    const span = { from: performance.now(), until: Infinity }
    if (STORAGE_DISTURBANCES.has(name)) outages.push(span)
    violations.push(...await disturbances[name](scene, random))
    span.until = performance.now()
  }

  return {
    options,
    sap,
    destinations: () => fleet.destinations(),
    possible: possibleIn(options),
    async disturb(name, random) {
      if (running) return false
      running = perform(name, random).finally(() => {
        running = undefined
      })
      await running
      return true
    },
    async aim() {
      const deadline = performance.now() + 300
      while (performance.now() < deadline && target === undefined) {
        target = relay.refreshes().find(({ endedAt }) => endedAt === undefined)?.life
        await wait(2)
      }
    },
    orphans: () => orphans,
    unnotedRefusals: () => unnotedRefusals,
    violations: () => violations,
    outages: () => outages,
    async storedTokens() {
      const written = redis ? await writtenTokens(storage()) : undefined
      return relay.refreshes().flatMap(({ answered }) => answered !== undefined && written?.has(answered) ? [answered] : [])
    },
    tokensToRevoke: async () => redis ? await tokensToRevoke(storage()) : new Set(),
    expiries: () => expiries,
    refreshes: () => relay.refreshes(),
    disturbed: () => ({ ...counts }),
    settle: () => relay.settle(),
    reset() {
      sap.reset()
      orphans = new Set()
      unnotedRefusals = []
      violations = []
      outages = []
      expiries = []
      relay.clear()
    },
    heal() {
      for (const wire of fleet.wires()) wire.mend('reset')
    },
    logs: () => fleet.logs(),
    async stop() {
      await running?.catch(() => undefined)
      await fleet.stop()
      await relay.close()
      await Promise.all([sap.stop(), redis?.dispose()])
    },
  }
}

function possibleIn({ processes, redis, kills }: SettingOptions): Set<DisturbanceName> {
  return new Set<DisturbanceName>([
    'clockStep',
    // With cookies only, what just one process knows is lost when it ends; that is documented.
    ...processes > 1 && redis ? ['freeze', 'cutOff', 'terminate', 'slowRedis', 'pauseRedis', 'failOver'] as const : [],
    ...kills ? ['kill'] as const : [],
  ])
}
