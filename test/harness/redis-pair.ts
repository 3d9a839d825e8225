import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { ensureRedis, findRedis } from '../../scripts/lib/redis.ts'
import { freePort } from './server.ts'

/** A Redis with a replica, which keeps what it is told through restarts and takeovers. */
export interface RedisPair {
  /** Port of the one that is the primary now. */
  primary: () => number
  /** Kills the primary, as a failing machine would: without a word to anybody. */
  kill: () => Promise<void>
  /** Starts what was killed again, with the same data and in the same role. */
  revive: () => Promise<void>
  /** The primary answers nothing for so long, though connections stay open. Milliseconds. */
  pause: (milliseconds: number) => Promise<void>
  /** The primary's process stops between two instructions, until `thaw`. */
  freeze: () => void
  thaw: () => void
  /** The replica becomes the primary, and the primary its replica, which answers writes with `READONLY`. Loses nothing. */
  failOver: () => Promise<void>
  /** Ends both and removes their data. */
  dispose: () => Promise<void>
}

/** Milliseconds that a server may take to start, or to catch up with the other one. */
const PATIENCE = 15_000

/** One of the two servers, whatever its role. */
interface Member {
  port: number
  folder: string
  server: ChildProcess | undefined
}

/** Starts both, with append-only persistence of every single write. */
export async function startRedisPair(): Promise<RedisPair> {
  const program = findRedis() ?? await ensureRedis()
  const members = await Promise.all(Array.from({ length: 2 }, async (): Promise<Member> => ({
    port: await freePort(),
    folder: await mkdtemp(join(tmpdir(), 'nuxt-sapcc-redis-')),
    server: undefined,
  })))
  let [primary, replica] = members as [Member, Member]

  async function start(member: Member, follows?: Member): Promise<void> {
    const options = { 'port': member.port, 'bind': '127.0.0.1', 'dir': member.folder, 'appendonly': 'yes', 'appendfsync': 'always', 'save': '', 'repl-diskless-sync-delay': 0 }
    const role = follows ? ['--replicaof', '127.0.0.1', String(follows.port)] : []
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
    member.server = spawn(program, [...args, ...role], { stdio: 'ignore' })
    await until(() => ask(member, redis => redis.ping()).then(answer => answer === 'PONG'))
  }

  async function end(member: Member): Promise<void> {
    const { server } = member
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const exited = once(server, 'exit')
    server.kill('SIGKILL')
    await exited
  }

  /** Until the replica has everything that the primary has, and the primary knows it. */
  async function inStep(): Promise<void> {
    await until(() => ask(replica, redis => redis.info('replication')).then(info => info.includes('master_link_status:up')))
    await until(() => ask(primary, redis => redis.info('replication')).then(info => info.includes('state=online')))
  }

  await start(primary)
  await start(replica, primary)

  return {
    primary: () => primary.port,
    kill: () => end(primary),
    revive: () => start(primary),
    pause: milliseconds => ask(primary, redis => redis.call('CLIENT', 'PAUSE', String(milliseconds), 'ALL')).then(() => undefined),
    freeze: () => void primary.server?.kill('SIGSTOP'),
    thaw: () => void primary.server?.kill('SIGCONT'),
    async failOver() {
      await inStep()
      await ask(primary, redis => redis.call('FAILOVER', 'TO', '127.0.0.1', String(replica.port)))
      await until(() => ask(replica, redis => redis.info('replication')).then(info => info.includes('role:master')))
      ;[primary, replica] = [replica, primary]
    },
    async dispose() {
      await Promise.all(members.map(end))
      await Promise.all(members.map(({ folder }) => rm(folder, { recursive: true, force: true })))
    },
  }
}

/** On a connection of its own. */
async function ask<Answer>({ port }: Member, question: (redis: Redis) => Promise<Answer>): Promise<Answer> {
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

/** @throws the last error, or one of its own, when it takes too long. */
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
