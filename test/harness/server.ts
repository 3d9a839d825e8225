import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import process from 'node:process'
import { createTest } from '@nuxt/test-utils/e2e'
import { serverEntry, testApps, type TestApp } from '../../scripts/lib/apps.ts'
import { freePort } from '../../scripts/lib/ports.ts'

/** A running application. */
export interface RunningApp {
  /** The application's origin, without a trailing slash: `http://127.0.0.1:41234`. */
  url: string
  port: number
  /** Absent for a development server. */
  pid?: number
  /** Everything that the application has written to stdout and stderr so far. */
  logs: () => string
  /** Ends what reads stdout and stderr, as a program that collects logs may end: the application's writes fail from now on. Absent for a development server. */
  closeOutput?: () => void
  /** Ends the application and waits until it has ended. Use `SIGKILL` to simulate a crash. May be called twice. */
  stop: (signal?: NodeJS.Signals) => Promise<void>
}

export interface StartAppOptions {
  /** Name of a built application. Default: `shop`. */
  fixture?: TestApp
  /** The server's entry file, for an application that was built elsewhere. Wins over `fixture`. */
  entry?: string
  /** Path of the Node, or of another runtime, that runs it. Default: the Node that runs the tests. */
  node?: string
  /** Arguments of the runtime. Default: the entry file only. */
  args?: readonly string[]
  /** Variables that are added to a clean environment, e.g. `sap.env`; see `startSap`. */
  env?: Record<string, string>
  /** Port to listen on. Default: a free one. Pass the old port to a server that is started again. */
  port?: number
  /** Milliseconds in which it has to listen. Default: 30 seconds. */
  timeout?: number
}

/** Environment of several processes of one shop: its address, because the names of its cookies depend on it. */
export const ONE_SHOP = { NUXT_SAPCC_PUBLIC_URL: 'http://localhost:3000' } as const

/** Variables that every test's server needs. */
const DEFAULT_ENVIRONMENT = {
  NODE_ENV: 'production',
  NUXT_SAPCC_SESSION_PASSWORD: 'only-the-tests-use-this-7Qk2vR9xLw4mZt8cYb1d',
}

/**
 * Starts the production build of an application as a process of its own: `node …/server/index.mjs`. Several may run at
 * once. No request is sent to the server before it is returned, so the stand-in's counters are still at zero.
 *
 * @throws Error with the server's output when it ends or does not listen in time.
 * @example
 * const sap = await startSap({ accessTokenTtl: 5 })
 * const app = await startApp({ env: sap.env })
 * // …
 * await app.stop()
 * await sap.stop()
 */
export async function startApp(options: StartAppOptions = {}): Promise<RunningApp> {
  const entry = options.entry ?? serverEntry(options.fixture ?? 'shop')
  if (!existsSync(entry)) throw new Error(`${entry} is not there: the application was not built`)
  const port = options.port ?? await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(options.node ?? process.execPath, options.args ?? [entry], {
    env: { ...process.env, ...serverEnvironment(url), HOST: '127.0.0.1', PORT: String(port), ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const logs = collectOutput(child)
  const stop = (signal?: NodeJS.Signals): Promise<void> => stopProcess(child, signal)
  const { pid } = child
  if (pid === undefined) throw new Error(`${entry} could not be started`)
  try {
    await waitUntilListening(child, logs, options.timeout ?? 30_000)
  }
  catch (error) {
    await stop('SIGKILL')
    throw error
  }
  const closeOutput = (): void => [child.stdout, child.stderr].forEach(stream => stream.destroy())
  return { url, port, pid, logs, closeOutput, stop }
}

/**
 * Starts an application in development mode, through `@nuxt/test-utils`. Only one at a time per test file. The first
 * page is requested before it is returned.
 */
export async function startDevApp({ fixture = 'shop', env = {} }: Pick<StartAppOptions, 'fixture' | 'env'> = {}): Promise<RunningApp> {
  const port = await freePort()
  const appEnv = { NUXT_SAPCC_PUBLIC_URL: `http://127.0.0.1:${port}`, ...env }
  const test = createTest({
    rootDir: testApps[fixture],
    dev: true,
    port,
    env: appEnv,
    setupTimeout: 120_000,
    serverStartTimeout: 120_000,
  })
  let stopped: Promise<void> | undefined
  const stop = (): Promise<void> => stopped ??= test.afterAll()
  // Nuxt is also loaded into this process, where it would warn about a missing configuration.
  const own = { ...process.env }
  Object.assign(process.env, appEnv)
  try {
    await test.setup()
  }
  catch (error) {
    await stop()
    throw error
  }
  finally {
    for (const name of Object.keys(appEnv)) Reflect.deleteProperty(process.env, name)
    Object.assign(process.env, own)
  }
  const { url, serverLogs } = test.ctx
  if (!url) throw new Error('The development server has no address')
  return { url: url.replace(/\/$/, ''), port: Number(new URL(url).port), logs: () => serverLogs.join('\n'), stop }
}

/**
 * The environment of every test's server: the variables that all of them need, and `undefined` for those variables of this
 * process that would configure the application without the test knowing.
 *
 * @param url origin of the application.
 */
export function serverEnvironment(url: string): Record<string, string | undefined> {
  const foreign = Object.keys(process.env).filter(name => /^(?:NUXT_|NITRO_|VITEST|TEST$|NODE_OPTIONS$)/.test(name))
  return { ...Object.fromEntries(foreign.map(name => [name, undefined])), ...DEFAULT_ENVIRONMENT, NUXT_SAPCC_PUBLIC_URL: url }
}

function collectOutput(child: ChildProcess): () => string {
  const chunks: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8')
    stream?.on('data', (chunk: string) => chunks.push(chunk))
  }
  return () => chunks.join('')
}

/** Waits for the line that Nitro writes when it listens (another one on Deno). A request over HTTP would render a page and call the stand-in. */
async function waitUntilListening(child: ChildProcess, logs: () => string, timeout: number): Promise<void> {
  let startError: Error | undefined
  child.once('error', (error) => {
    startError = error
  })
  const deadline = Date.now() + timeout
  while (!/\bListening /.test(logs())) {
    if (startError) throw startError
    if (hasEnded(child)) throw new Error(`The server ended before it listened (${child.signalCode ?? child.exitCode}):\n${logs()}`)
    if (Date.now() > deadline) throw new Error(`The server did not listen within ${timeout} ms:\n${logs()}`)
    await new Promise(resolve => setTimeout(resolve, 25))
  }
}

async function stopProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return
  const ended = once(child, 'exit')
  // A connection that a test left open must not keep the server, and with it the test run, alive.
  const impatience = setTimeout(() => child.kill('SIGKILL'), 5000)
  child.kill(signal)
  try {
    await ended
  }
  finally {
    clearTimeout(impatience)
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
