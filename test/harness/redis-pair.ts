import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { startRedis } from './redis.ts'
import type { RunningRedis } from './redis.ts'

/** A Redis with a replica. Data survives restarts and failovers. */
export interface RedisPair {
  /** Port of the server that is the primary now. */
  primary: () => number
  /** Kills the primary (`SIGKILL`), as when its machine fails: it cannot tell its clients. */
  kill: () => Promise<void>
  /** Starts the killed server again, with the same data and in the same role. */
  revive: () => Promise<void>
  /** Makes the primary answer nothing for this many milliseconds; connections stay open. */
  pause: (milliseconds: number) => Promise<void>
  /** Stops the primary's process (`SIGSTOP`) until `thaw`. */
  freeze: () => void
  thaw: () => void
  /** Makes the replica the primary, and the primary its replica, which answers writes with `READONLY`. No write is lost. */
  failOver: () => Promise<void>
  /** Stops both servers and removes their data. */
  dispose: () => Promise<void>
}

/** Milliseconds that a server may take to start, or to catch up with the other one. */
const PATIENCE = 15_000

/** Settings of both servers. */
const SETTINGS = { 'repl-diskless-sync-delay': 0 } as const

/** Starts both servers, with append-only persistence of every single write. */
export async function startRedisPair(): Promise<RedisPair> {
  let primary = await startRedis(SETTINGS)
  let replica = await startRedis({ ...SETTINGS, replicaof: ['127.0.0.1', primary.port] })
  const members = [primary, replica]

  /** Waits until the replica has everything that the primary has, and the primary knows it. */
  async function inStep(): Promise<void> {
    await until(() => ask(replica, redis => redis.info('replication')).then(info => info.includes('master_link_status:up')))
    await until(() => ask(primary, redis => redis.info('replication')).then(info => info.includes('state=online')))
  }

  return {
    primary: () => primary.port,
    kill: () => primary.stop(),
    revive: () => primary.start(SETTINGS),
    pause: milliseconds => ask(primary, redis => redis.call('CLIENT', 'PAUSE', String(milliseconds), 'ALL')).then(() => undefined),
    freeze: () => primary.signal('SIGSTOP'),
    thaw: () => primary.signal('SIGCONT'),
    async failOver() {
      await inStep()
      await ask(primary, redis => redis.call('FAILOVER', 'TO', '127.0.0.1', String(replica.port)))
      await until(() => ask(replica, redis => redis.info('replication')).then(info => info.includes('role:master')))
      ;[primary, replica] = [replica, primary]
    },
    dispose: async () => void await Promise.all(members.map(member => member.dispose())),
  }
}

/** Sends a command on a new connection. */
async function ask<Answer>({ port }: RunningRedis, question: (redis: Redis) => Promise<Answer>): Promise<Answer> {
  const redis = new Redis({ host: '127.0.0.1', port, lazyConnect: true, retryStrategy: () => null, connectTimeout: 1000, maxRetriesPerRequest: 0 })
  redis.on('error', () => {})
  try {
    await redis.connect()
    return await question(redis)
  }
  finally {
    redis.disconnect()
  }
}

/** Repeats an attempt until it succeeds. @throws its last error, or a new one, when that takes too long. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + PATIENCE; ;) {
    try {
      if (await condition()) return
      if (performance.now() > deadline) throw new Error('Redis took too long')
    }
    catch (error) {
      if (performance.now() > deadline) throw error
    }
    await wait(20)
  }
}
