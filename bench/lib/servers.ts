import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import process from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { endProcess } from './children.ts'

/** A server in a process of its own. */
export interface BenchServer {
  /** Its origin, without a trailing slash. */
  url: string
  /** CPU time its process has used so far, in milliseconds; `undefined` where the system does not tell. */
  cpuTime: () => number | undefined
  /** Bytes of its process in memory; `undefined` where the system does not tell. */
  memory: () => number | undefined
  stop: () => Promise<void>
}

/** Milliseconds a server may take to start. */
const START_TIMEOUT = 30_000

/** Milliseconds between two attempts to reach a server that starts. */
const POLL = 2

const END_WITH_PARENT = new URL('./end-with-parent.mjs', import.meta.url).href

/**
 * Starts one of `bench/servers`.
 *
 * @param upstream origin of the upstream; not for itself.
 * @param env what else it is told.
 */
export async function startServer(name: string, upstream = '', env: Record<string, string> = {}): Promise<BenchServer> {
  const child = fork(fileURLToPath(new URL(`../servers/${name}.ts`, import.meta.url)), {
    env: { ...process.env, NODE_ENV: 'production', BENCH_UPSTREAM: upstream, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [message] = await started(child, once(child, 'message')) as [{ port: number }]
  return running(child, `http://127.0.0.1:${message.port}`)
}

/**
 * Starts a production build of Nuxt's.
 *
 * @param entry its `server/index.mjs`
 * @param path what it has to answer before it counts as started.
 */
export async function startNuxt(entry: string, env: Record<string, string>, path = '/api/empty'): Promise<BenchServer> {
  return (await timeStart(entry, env, path)).server
}

/** As {@link startNuxt}. @returns also the milliseconds from the start of the process to the whole response. */
export async function timeStart(entry: string, env: Record<string, string>, path: string): Promise<{ server: BenchServer, milliseconds: number }> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const begun = performance.now()
  const child = spawn(process.execPath, ['--import', END_WITH_PARENT, ...(process.env.BENCH_NODE_OPTIONS?.split(' ') ?? []), entry], {
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), NUXT_SAPCC_PUBLIC_URL: url, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const listening = async () => {
    while (child.exitCode === null && !await answers(url + path)) await wait(POLL)
    return performance.now() - begun
  }
  const milliseconds = await started(child, listening())
  return { server: running(child, url), milliseconds }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url)
    await response.arrayBuffer()
    if (response.status >= 500) throw new Error(`${url} answered ${response.status}`)
    return response.ok
  }
  catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

async function started<Result>(child: ChildProcess, start: Promise<Result>): Promise<Result> {
  const failure = new Promise<never>((_, reject) => {
    child.once('exit', code => reject(new Error(`A server ended with ${code} before it listened`)))
  })
  const timeout = AbortSignal.timeout(START_TIMEOUT)
  const late = new Promise<never>((_, reject) => timeout.addEventListener('abort', () => reject(new Error('A server did not start in time'))))
  try {
    return await Promise.race([start, failure, late])
  }
  catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

function running(child: ChildProcess, url: string): BenchServer {
  return {
    url,
    cpuTime: () => readProcess(child, 'stat', cpuTime),
    memory: () => readProcess(child, 'status', residentBytes),
    stop: () => endProcess(child, process.env.BENCH_NODE_OPTIONS ? 'SIGINT' : 'SIGTERM'),
  }
}

/** Reads a file of `/proc/{pid}`; `undefined` where there is none. */
function readProcess(child: ChildProcess, file: string, parse: (text: string) => number): number | undefined {
  try {
    return child.pid === undefined ? undefined : parse(readFileSync(`/proc/${child.pid}/${file}`, 'utf8'))
  }
  catch {
    return undefined
  }
}

/** User and system time, which `stat` counts in hundredths of a second. */
function cpuTime(stat: string): number {
  const fields = stat.replace(/^.*\) /s, '').split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function residentBytes(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('No free port')
  return address.port
}
