import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../scripts/lib/ports.ts'
import { findRedis } from '../setup/redis.ts'

/** A redis-server for one test. Data survives restarts. */
export interface RunningRedis {
  port: number
  url: string
  /**
   * Starts it again after `stop`, on the same port and with the same data.
   *
   * @param settings settings that replace those of the previous start.
   */
  start: (settings?: RedisSettings) => Promise<void>
  stop: () => Promise<void>
  /** Sends the process a signal, such as `SIGSTOP`. */
  signal: (name: NodeJS.Signals) => void
  /** Stops it for good and removes its data. */
  dispose: () => Promise<void>
}

/** Settings of redis.conf; one with several words is an array. */
export type RedisSettings = Readonly<Record<string, string | number | readonly (string | number)[]>>

/**
 * Starts a server on a free port, with append-only persistence of every single write.
 *
 * @param settings settings in addition to those of every test's server
 */
export async function startRedis(settings: RedisSettings = {}): Promise<RunningRedis> {
  const program = redisServer()
  const folder = await mkdtemp(join(tmpdir(), 'nuxt-sapcc-redis-'))
  const port = await freePort()
  let server: ChildProcess | undefined

  async function start(further = settings): Promise<void> {
    const options: RedisSettings = { port, bind: '127.0.0.1', dir: folder, appendonly: 'yes', appendfsync: 'always', save: '', ...further }
    server = spawn(program, Object.entries(options).flatMap(([name, value]) => [`--${name}`, ...[value].flat().map(String)]), { stdio: 'ignore' })
    const deadline = Date.now() + 10_000
    while (!await answers(port)) {
      if (server.exitCode !== null || Date.now() > deadline) throw new Error('redis-server did not start')
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }

  async function stop(): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const exited = once(server, 'exit')
    // Killed, as when its machine fails: it cannot tell its clients.
    server.kill('SIGKILL')
    await exited
  }

  await start()
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    start,
    stop,
    signal: name => void server?.kill(name),
    async dispose() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function redisServer(): string {
  const program = findRedis()
  if (!program) throw new Error('No redis-server: set REDIS_SERVER_PATH, or install redis-server')
  return program
}

/** Whether the server answers commands. It already listens while it still reads its data. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const done = (result: boolean) => {
      socket.destroy()
      resolve(result)
    }
    socket.setTimeout(500, () => done(false))
    socket.once('error', () => done(false))
    socket.once('connect', () => socket.write('PING\r\n'))
    socket.once('data', data => done(data.toString().startsWith('+PONG')))
  })
}
