import { setTimeout as wait } from 'node:timers/promises'
import type { RedisPair } from '../harness/redis-pair.ts'
import type { Violation } from './check.ts'
import type { Fleet, Life } from './fleet.ts'
import type { Random } from './random.ts'
import type { TokenRelay } from './token-relay.ts'

/** Milliseconds that a process may take to end after `SIGTERM`: Nitro waits 30 seconds for its connections. */
const TERM_LIMIT = 35_000

/** What is disturbed. */
export interface Scene {
  fleet: Fleet
  redis: RedisPair | undefined
  relay: TokenRelay
  /** The process that is meant, if one was aimed at. */
  target: () => Life | undefined
  /** Learns what only a process knew that was killed. Nothing that it sent is under way any more. */
  mourn: (life: Life) => Promise<void>
}

/** Something that happens to processes or Redis, mended when it resolves. @returns what went wrong */
type Disturbance = (scene: Scene, random: Random) => Promise<Violation[]>

/** Mostly a moment, sometimes longer than locks and time limits. Milliseconds. */
function duration(random: Random): number {
  return random.weighted({ short: 12, long: 4, tooLong: 1 }) === 'short'
    ? random.integer(150, 1500)
    : random.chance(0.8) ? random.integer(2500, 5000) : 11_000
}

function victim({ fleet, target }: Scene, random: Random): Life {
  const anyone = random.pick(fleet.lives())
  return target() ?? anyone
}

export const disturbances = {
  /** Kills a process or Redis, or both at once, without a signal that they could handle. */
  async kill(scene, random) {
    const what = random.weighted({ process: 5, redis: 2, both: 1 })
    const [headStart, pause] = [random.integer(0, 60), random.integer(0, 400)]
    const life = victim(scene, random)
    if (what !== 'process') {
      await scene.redis?.kill()
      await wait(headStart)
    }
    try {
      if (what !== 'redis') {
        scene.fleet.withdraw(life)
        await life.app.stop('SIGKILL')
      }
      await wait(pause)
    }
    finally {
      if (what !== 'process') await scene.redis?.revive()
    }
    if (what === 'redis') return []
    await scene.relay.settle(life.name)
    await scene.mourn(life)
    await scene.fleet.replace(life)
    return []
  },
  /** A process is frozen between two instructions, and goes on later. */
  async freeze(scene, random) {
    const [life, milliseconds] = [victim(scene, random), duration(random)]
    scene.fleet.withdraw(life)
    life.app.freeze()
    await wait(milliseconds)
    life.app.thaw()
    scene.fleet.admit(life)
    return []
  },
  /** A process cannot reach Redis, and gets no error. */
  async cutOff(scene, random) {
    const [life, milliseconds, how] = [victim(scene, random), duration(random), random.pick(['resume', 'reset'] as const)]
    life.place.redis?.cut()
    await wait(milliseconds)
    life.place.redis?.mend(how)
    return []
  },
  /** A process is told to end, and its clients go away. It finishes what it has begun. */
  async terminate(scene, random) {
    const life = victim(scene, random)
    const clientsAreGone = random.chance(0.7)
    scene.fleet.withdraw(life)
    const ending = life.app.terminate(TERM_LIMIT)
    if (clientsAreGone) scene.fleet.hangUp(life)
    const ended = await ending
    await scene.relay.settle(life.name)
    await scene.fleet.replace(life)
    return ended ? [] : [`${life.name} did not end within ${TERM_LIMIT} ms after SIGTERM`]
  },
  /** A wall clock goes forward or back, of one process or of all. */
  async clockStep({ fleet }, random) {
    const offset = random.pick([30_000, -30_000, 5000, -5000])
    const chosen = random.chance(0.5) ? fleet.lives() : [random.pick(fleet.lives())]
    for (const { app } of chosen) app.stepClock(offset)
    await wait(random.integer(100, 1500))
    for (const { app } of chosen) app.stepClock(0)
    return []
  },
  async slowRedis({ fleet }, random) {
    const [latency, milliseconds] = [random.integer(10, 300), duration(random)]
    for (const wire of fleet.wires()) wire.delay(latency)
    await wait(milliseconds)
    for (const wire of fleet.wires()) wire.delay(0)
    return []
  },
  /** Redis stops answering, but closes no connection. */
  async pauseRedis({ redis }, random) {
    const [milliseconds, isFrozen] = [duration(random), random.chance(0.5)]
    if (!isFrozen) await redis?.pause(milliseconds)
    else redis?.freeze()
    await wait(milliseconds)
    if (isFrozen) redis?.thaw()
    return []
  },
  /** The replica takes over; who stays connected to the old primary is answered `READONLY`. */
  async failOver({ fleet, redis }, random) {
    const isReset = random.chance(0.5)
    await redis?.failOver()
    for (const wire of fleet.wires()) {
      if (redis) wire.lead(redis.primary())
      if (isReset) wire.mend('reset')
    }
    await wait(random.integer(0, 400))
    return []
  },
} satisfies Record<string, Disturbance>

/** The name of a disturbance. */
export type DisturbanceName = keyof typeof disturbances

/** While one of these is under way, a process may be unable to write to Redis. */
export const STORAGE_DISTURBANCES: ReadonlySet<DisturbanceName> = new Set(['kill', 'freeze', 'cutOff', 'slowRedis', 'pauseRedis', 'failOver'])
