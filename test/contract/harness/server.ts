import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import process from 'node:process'
import { rawRequest, type RawRequestOptions, type RawResponse } from '../../harness/raw-request.ts'
import type { LogEntry } from '../app/log.ts'
import { entryOf, folderOf, root, type ContractApp } from './apps.ts'

/** Node of the supported line, whatever runs the tests. */
const NODE = join(root, 'node_modules', 'node', 'bin', 'node')

/** How long anything that has to happen may take. */
const MAX_WAIT = 10_000

/** An answer, with what tests look at most. */
export interface ContractResponse extends RawResponse {
  text: string
  cookies: string[]
  /** Names of the cookies, in order. */
  cookieNames: string[]
}

/** A running app. */
export class ContractServer {
  readonly origin: string
  readonly child: ChildProcess
  /** What it has written by now. */
  readonly output: () => string
  private lastId = 0

  constructor(origin: string, child: ChildProcess, output: () => string) {
    this.origin = origin
    this.child = child
    this.output = output
  }

  /** An identity for a request: it is its query parameter `id`. */
  newId(): string {
    return `r${++this.lastId}`
  }

  async get(path: string, options?: RawRequestOptions): Promise<ContractResponse> {
    const response = await rawRequest(this.origin, path, options)
    const cookies = response.headers['set-cookie'] ?? []
    return { ...response, text: response.body.toString(), cookies, cookieNames: cookies.map(line => line.split('=', 1)[0]!) }
  }

  async json<Value = Record<string, unknown>>(path: string, options?: RawRequestOptions): Promise<Value> {
    const { text } = await this.get(path, options)
    return JSON.parse(text) as Value
  }

  /** What happened to a request by now. */
  async log(id: string): Promise<LogEntry[]> {
    return await this.json<LogEntry[]>(`${this.base}probe/log?of=${id}&finish=nothing`)
  }

  /** The log of a request, as soon as it has an entry of a kind. */
  async logWith(id: string, what: string): Promise<LogEntry[]> {
    for (const begin = performance.now(); ; await sleep(20)) {
      const entries = await this.log(id)
      if (entries.some(entry => entry.what === what)) return entries
      if (performance.now() - begin > MAX_WAIT) throw new Error(`No "${what}" for ${id}, but: ${[...new Set(entries.map(entry => entry.what))].join(', ')}`)
    }
  }

  base = '/'

  /** Tells it to stop. @returns the exit code. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode
    const exit = once(this.child, 'exit') as Promise<[number | null]>
    this.child.kill('SIGTERM')
    const isLate = new AbortController()
    const late = sleep(MAX_WAIT, 'late' as const, { signal: isLate.signal }).catch(() => 'over' as const)
    if (await Promise.race([exit, late]) === 'late') this.child.kill('SIGKILL')
    isLate.abort()
    const [code] = await exit
    return code
  }
}

/** Connects the socket with an app that is no server by itself. */
function hostOf({ variant }: ContractApp): string[] {
  if (variant === 'web') return [join(root, 'test', 'contract', 'harness', 'serve-web.mjs')]
  return variant === 'lambda' ? [join(root, 'test', 'runtimes', 'hosts', 'aws-lambda.ts')] : []
}

/** Starts an app that has been built. */
export async function startApp(app: ContractApp, env: Record<string, string> = {}): Promise<ContractServer> {
  const script = [...hostOf(app), entryOf(app)]
  const child = spawn(NODE, script, { cwd: folderOf(app), env: { ...environment(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', chunk => output += String(chunk))
  child.stderr.on('data', chunk => output += String(chunk))
  for (const begin = performance.now(); ; await sleep(20)) {
    const port = /https?:\/\/[^\s/]+:(\d+)/.exec(output)?.[1]
    if (port) {
      const server = new ContractServer(`http://127.0.0.1:${port}`, child, () => output)
      server.base = app.baseURL
      return server
    }
    if (child.exitCode !== null || performance.now() - begin > MAX_WAIT) {
      child.kill('SIGKILL')
      throw new Error(`${app.nitro} ${app.variant} does not start: ${output}`)
    }
  }
}

/** Without what changes how a server stops or prints. */
function environment(): NodeJS.ProcessEnv {
  const { CI: _ci, TEST: _test, VITEST: _vitest, NODE_ENV: _nodeEnv, ...rest } = process.env
  return { ...rest, PORT: '0', HOST: '127.0.0.1', NITRO_HOST: '127.0.0.1' }
}
