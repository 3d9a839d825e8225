import { setTimeout as wait } from 'node:timers/promises'
import { startRedis } from '../harness/redis.ts'
import type { RunningRedis } from '../harness/redis.ts'
import { startSap } from '../harness/sap.ts'
import type { RunningSap } from '../harness/sap.ts'
import { startApp } from '../harness/server.ts'
import type { RunningApp } from '../harness/server.ts'
import type { SapOptions } from '../sap/index.ts'
import { findOrphans } from './orphans.ts'
import type { Random } from './random.ts'
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

/** Where rounds take place: a shop of several processes, any of which may be killed at any time. */
export interface Setting {
  sap: RunningSap
  /** Origins of the processes that are up: what a load balancer chooses from. */
  servers: () => readonly string[]
  /** Kills a process or Redis, or both at once, and starts them again. One at a time; only where there are kills. */
  disturb: ((random: Random) => Promise<void>) | undefined
  /** Waits a little for a refresh to be under way. The process that asked is the next victim. */
  aim: () => Promise<void>
  /** Hashes of the refresh tokens that only a process knew that was killed. */
  orphans: () => ReadonlySet<string>
  /** What the processes asked the authorization server for. */
  refreshes: () => readonly RelayedRefresh[]
  /** How often what was killed, since the start. */
  kills: () => Readonly<Record<'process' | 'redis', number>>
  /** Forgets the round before. */
  reset: () => void
  /** What the processes wrote. */
  logs: () => string
  stop: () => Promise<void>
}

const PASSWORD = 'a session password that only the chaos suite uses'

/** One start of a server process. */
interface Life {
  name: string
  app: RunningApp
}

/** Starts everything; hours of rounds may take place in it. */
export async function startSetting(options: SettingOptions): Promise<Setting> {
  const sap = await startSap(options.sap)
  const redis = options.redis ? await startRedis() : undefined
  const relay = await startTokenRelay(sap.url)
  const kills = { process: 0, redis: 0 }
  let orphans = new Set<string>()
  let starts = 0
  let disturbance: Promise<void> | undefined
  let target: string | undefined

  async function start(port?: number): Promise<Life> {
    const name = `life-${starts++}`
    const app = await startApp({
      ...(port === undefined ? {} : { port }),
      env: {
        ...sap.env,
        NUXT_SAPCC_OAUTH_TOKEN_ENDPOINT: relay.endpoint(name),
        NUXT_SAPCC_SESSION_STORE: options.store,
        // Tokens are made to expire at will here, more often than they would by themselves.
        NUXT_SAPCC_SESSION_MIN_REFRESH_INTERVAL: '0',
        NUXT_SAPCC_SESSION_PASSWORD: PASSWORD,
        ...(redis ? { SHOP_REDIS_URL: redis.url } : {}),
      },
    })
    return { name, app }
  }

  const lives: (Life | undefined)[] = await Promise.all(Array.from({ length: options.processes }, () => start()))

  async function kill(random: Random, ofAll: RunningRedis): Promise<void> {
    const what = random.weighted({ process: 5, redis: 2, both: 1 })
    const [anyone, pause, headStart] = [random.integer(0, options.processes - 1), random.integer(0, 400), random.integer(0, 60)]
    const victim = what === 'redis' ? undefined : lives.find(life => life?.name === target) ?? lives[anyone]
    target = undefined
    if (what !== 'process') {
      kills.redis++
      await ofAll.stop()
      await wait(headStart)
    }
    try {
      if (victim) {
        kills.process++
        lives[lives.indexOf(victim)] = undefined
        await victim.app.stop('SIGKILL')
      }
      await wait(pause)
    }
    finally {
      if (what !== 'process') await ofAll.start()
    }
    if (!victim) return
    await relay.settle(victim.name)
    for (const orphan of await findOrphans(victim.name, relay.refreshes(), { url: ofAll.url, password: PASSWORD })) orphans.add(orphan)
    lives[lives.indexOf(undefined)] = await start(victim.app.port)
  }

  async function disturb(random: Random): Promise<void> {
    if (disturbance || !redis) return
    disturbance = kill(random, redis)
    await disturbance.finally(() => {
      disturbance = undefined
    })
  }

  return {
    sap,
    servers: () => lives.flatMap(life => life ? [life.app.url] : []),
    disturb: options.kills ? disturb : undefined,
    async aim() {
      const deadline = Date.now() + 300
      while (Date.now() < deadline && target === undefined) {
        target = relay.refreshes().find(({ endedAt }) => endedAt === undefined)?.life
        await wait(2)
      }
    },
    orphans: () => orphans,
    refreshes: () => relay.refreshes(),
    kills: () => ({ ...kills }),
    reset() {
      sap.reset()
      orphans = new Set()
      relay.clear()
    },
    logs: () => lives.map(life => life ? `${life.name}\n${life.app.logs()}` : '').join('\n'),
    async stop() {
      await disturbance?.catch(() => undefined)
      await Promise.all(lives.map(life => life?.app.stop()))
      await relay.close()
      await Promise.all([sap.stop(), redis?.dispose()])
    },
  }
}
