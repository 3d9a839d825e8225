import { fork, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

/** A server in a process of its own. */
export interface BenchServer {
  /** Its origin, without a trailing slash. */
  url: string
  /** CPU time its process has used so far, in milliseconds; `undefined` where the system does not tell. */
  cpuTime: () => number | undefined
  stop: () => Promise<void>
}

/** Milliseconds a server may take to start. */
const START_TIMEOUT = 30_000

/** Starts one of `bench/servers`. @param upstream origin of the upstream; not for itself. */
export async function startServer(name: string, upstream = ''): Promise<BenchServer> {
  const child = fork(fileURLToPath(new URL(`../servers/${name}.ts`, import.meta.url)), {
    env: { ...process.env, NODE_ENV: 'production', BENCH_UPSTREAM: upstream },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [message] = await started(child, once(child, 'message')) as [{ port: number }]
  return running(child, `http://127.0.0.1:${message.port}`)
}

/** Starts a production build of Nuxt's. @param entry its `server/index.mjs` */
export async function startNuxt(entry: string, env: Record<string, string>): Promise<BenchServer> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [...(process.env.BENCH_NODE_OPTIONS?.split(' ') ?? []), entry], {
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), NUXT_SAPCC_PUBLIC_URL: url, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const listening = async () => {
    while (child.exitCode === null && !await fetch(`${url}/api/empty`).then(({ ok }) => ok, () => false)) await new Promise(resolve => setTimeout(resolve, 50))
  }
  await started(child, listening())
  return running(child, url)
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
    cpuTime: () => child.pid === undefined ? undefined : cpuTime(child.pid),
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      const impatience = setTimeout(() => child.kill('SIGKILL'), 5000)
      child.kill(process.env.BENCH_NODE_OPTIONS ? 'SIGINT' : 'SIGTERM')
      await ended
      clearTimeout(impatience)
    },
  }
}

/** User and system time from `/proc/{pid}/stat`, which counts in hundredths of a second. */
function cpuTime(pid: number): number | undefined {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  }
  catch {
    return undefined
  }
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
