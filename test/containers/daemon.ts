import { spawn } from 'node:child_process'
import { createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { installDebianPackage } from '../setup/debian.ts'
import { findOnPath } from '../setup/programs.ts'
import { command, docker, succeeds } from './docker.ts'

/** Milliseconds in which a daemon has to be ready. */
const START_TIMEOUT = 60_000

/** How Compose is called: the plugin of Docker, or the program of its own that Debian has. */
export type ComposeCommand = readonly [program: string, ...args: string[]]

export interface Daemon {
  compose: ComposeCommand
  /** Ends the daemon if this suite has started it. */
  stop: () => Promise<void>
}

/**
 * Finds a running Docker daemon; else installs Debian's where it is missing, and starts one that has its files in a folder
 * of its own. The commands of this process and of its children speak to it, by `DOCKER_HOST`.
 *
 * @throws Error with advice when there is none and none can be started.
 */
export async function ensureDaemon(): Promise<Daemon> {
  const reasons: string[] = []
  const install = async (name: string) => {
    const reason = await installDebianPackage(name)
    if (reason) reasons.push(reason)
  }
  // Debian's package starts a daemon where services can be started.
  if (!await isRunning() && !findOnPath(['dockerd'], process.env.PATH)) await install('docker.io')
  const compose = await findCompose() ?? await install('docker-compose').then(findCompose)
  if (!compose) throw new Error(advice('Compose', reasons))
  if (await isRunning()) return { compose, stop: async () => {} }

  const started = findOnPath(['dockerd'], process.env.PATH) && process.getuid?.() === 0 ? await startDaemon() : undefined
  if (typeof started === 'string') reasons.push(`dockerd does not start: ${started}`)
  if (typeof started !== 'object') throw new Error(advice('a running Docker daemon', reasons))
  return { compose, stop: started.stop }
}

function advice(missing: string, reasons: readonly string[]): string {
  return `The tests of containers need ${missing}${reasons.length > 0 ? `, and there is none: ${[...new Set(reasons)].join('; ')}` : ''}. `
    + 'Install Docker with Compose (Debian: apt-get install docker.io docker-compose) and start it, so that `docker info` works.'
}

function isRunning(): Promise<boolean> {
  return succeeds(command('docker', ['info'], { timeout: 20_000 }))
}

async function findCompose(): Promise<ComposeCommand | undefined> {
  for (const compose of [['docker', 'compose'], ['docker-compose']] as const) {
    const [program, ...args] = compose
    if (await succeeds(command(program, [...args, 'version']))) return compose
  }
  return undefined
}

/**
 * The address of this machine in the network that images are built in.
 *
 * @throws Error when the daemon is on another machine, or in a virtual one.
 */
export async function hostAddress(): Promise<string> {
  const [subnet = '', gateway] = (await docker('network', 'inspect', 'bridge', '--format', '{{with index .IPAM.Config 0}}{{.Subnet}} {{.Gateway}}{{end}}')).split(' ')
  // Docker leaves the gateway out where it is the usual one, the first address.
  const address = gateway || subnet.replace(/\.0\/\d+$/, '.1')
  const server = createServer()
  server.listen(0, address)
  await once(server, 'listening').catch((cause: unknown) => {
    throw new Error(`The tests of containers need a Docker daemon on this machine, on Linux: nothing can listen on "${address}", the address of its network.`, { cause })
  })
  server.close()
  return address
}

/** @returns the last lines of its log when it does not start. */
async function startDaemon(): Promise<Pick<Daemon, 'stop'> | string> {
  const folder = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-docker-'))
  const logFile = join(folder, 'dockerd.log')
  const host = `unix://${join(folder, 'docker.sock')}`
  const daemon = spawn('dockerd', ['--host', host, '--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'dockerd.pid')], { stdio: ['ignore', 'pipe', 'pipe'] })
  const log = createWriteStream(logFile)
  daemon.stdout.pipe(log, { end: false })
  daemon.stderr.pipe(log, { end: false })
  const exited = once(daemon, 'exit')
  const before = process.env.DOCKER_HOST
  process.env.DOCKER_HOST = host
  const stop = async () => {
    daemon.kill('SIGTERM')
    await exited
    if (before === undefined) delete process.env.DOCKER_HOST
    else process.env.DOCKER_HOST = before
    rmSync(folder, { recursive: true, force: true })
  }
  console.log('Docker: no daemon runs, starting one for these tests')
  for (const deadline = Date.now() + START_TIMEOUT; Date.now() < deadline && daemon.exitCode === null;) {
    if (await isRunning()) return { stop }
    await sleep(500)
  }
  const lines = readFileSync(logFile, 'utf8').trim().split('\n').slice(-3).join(' ')
  await stop()
  return lines
}
