import { startControlledApp } from '../harness/controlled-app.ts'
import type { ControlledApp } from '../harness/controlled-app.ts'
import { startTcpRelay } from '../harness/tcp-relay.ts'
import { freePort } from '../../scripts/lib/ports.ts'
import type { TcpRelay } from '../harness/tcp-relay.ts'
import type { Destination } from './browser.ts'
import { metricsEnvironment, writeTargets } from './metrics/targets.ts'

/** One start of a server process. */
export interface Life {
  name: string
  app: ControlledApp
  /** Its place in the fleet, which the next life takes over. */
  place: Place
}

/** What stays when a process ends and the next one starts: its addresses, and its wire to Redis. */
interface Place {
  port: number | undefined
  /** Where Prometheus asks it. */
  metrics: number | undefined
  redis: TcpRelay | undefined
}

/** A shop's server processes behind a load balancer without affinity. */
export interface Fleet {
  /** The processes that run, frozen ones included. */
  lives: () => readonly Life[]
  /** What the load balancer chooses from. */
  destinations: () => readonly Destination[]
  /** Takes a process out of the load balancer's choice; connections that are open stay. */
  withdraw: (life: Life) => void
  admit: (life: Life) => void
  /** Lets all clients of a process go away at once. */
  hangUp: (life: Life) => void
  /** Starts the next life in the place of one that has ended. */
  replace: (life: Life) => Promise<void>
  /** Every wire to Redis. */
  wires: () => readonly TcpRelay[]
  logs: () => string
  stop: () => Promise<void>
}

/** What the processes of a fleet are started with. */
export interface FleetOptions {
  processes: number
  /** @param life its name */
  env: (life: string) => Record<string, string>
  /** Port of the Redis that they share. */
  redis: number | undefined
  /** File for Prometheus that says where to find their metrics. Without it they have none. */
  metrics?: string | undefined
}

export async function startFleet({ processes, env, redis, metrics }: FleetOptions): Promise<Fleet> {
  let starts = 0
  const lives: Life[] = []
  const withdrawn = new Set<Life>()
  const clients = new Map<Life, AbortController>()
  const past: string[] = []

  async function start(place: Place): Promise<void> {
    const name = `life-${starts++}`
    const app = await startControlledApp({
      ...(place.port === undefined ? {} : { port: place.port }),
      // The shop of the other runs has no telemetry.
      ...(place.metrics === undefined ? {} : { fixture: 'layered' as const }),
      env: { ...env(name), ...(place.metrics === undefined ? {} : metricsEnvironment(place.metrics)), ...(place.redis ? { SHOP_REDIS_URL: `redis://127.0.0.1:${place.redis.port}` } : {}) },
    })
    place.port = app.port
    const life = { name, app, place }
    clients.set(life, new AbortController())
    lives.push(life)
  }

  const places = await Promise.all(Array.from({ length: processes }, async (): Promise<Place> => ({
    port: undefined,
    metrics: metrics === undefined ? undefined : await freePort(),
    redis: redis === undefined ? undefined : await startTcpRelay(redis),
  })))
  await Promise.all(places.map(start))
  if (metrics !== undefined) writeTargets(metrics, places.flatMap(place => place.metrics ?? []))

  return {
    lives: () => lives,
    destinations: () => lives.filter(life => !withdrawn.has(life)).map(life => ({ origin: life.app.url, hangUp: clients.get(life)!.signal })),
    withdraw: life => void withdrawn.add(life),
    admit: life => void withdrawn.delete(life),
    hangUp(life) {
      clients.get(life)?.abort()
      clients.set(life, new AbortController())
    },
    async replace(life) {
      past.push(`${life.name}\n${life.app.logs()}`)
      if (past.length > processes) past.shift()
      lives.splice(lives.indexOf(life), 1)
      withdrawn.delete(life)
      clients.delete(life)
      await start(life.place)
    },
    wires: () => places.flatMap(({ redis }) => redis ? [redis] : []),
    logs: () => [...past, ...lives.map(life => `${life.name}\n${life.app.logs()}`)].join('\n'),
    async stop() {
      await Promise.all(lives.map(life => life.app.stop('SIGKILL')))
      await Promise.all(places.map(({ redis }) => redis?.close()))
    },
  }
}
