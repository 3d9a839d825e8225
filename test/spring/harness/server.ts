import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { springServer } from '../../setup/spring-server.ts'

/** Spring Authorization Server as it comes, or with what SAP Commerce adds to it. */
export type SpringKind = 'plain' | 'sap'

export interface SpringOptions {
  kind: SpringKind
  /** Registered with every client; compared byte for byte. */
  redirectUris: string[]
  /** Where OpenID Connect's end-session endpoint sends browsers back to; only the kind `plain` has one. */
  postLogoutRedirectUris?: string[]
  /** Seconds. Default: 300. */
  accessTokenTtl?: number
  /** Seconds. Default: 3600. */
  refreshTokenTtl?: number
  /** Login page of the client `storefront_custom`, on the shop's own origin. */
  loginPageUri?: string
}

/** A running authorization server. */
export interface RunningSpring {
  /** With SAP's path `/authorizationserver`. */
  url: string
  /** Whether a token is good (RFC 7662). */
  isActive: (token: string) => Promise<boolean>
  /** What it wrote so far. */
  logs: () => string
  stop: () => Promise<void>
}

/** It takes two to eight seconds. Milliseconds. */
const START_TIMEOUT = 60_000

/** For a process that lives for a minute: compiles less, and keeps to few threads and little memory. */
const JVM_OPTIONS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m']

/** Starts one on a free port, as a process of its own. */
export async function startSpring({ kind, redirectUris, postLogoutRedirectUris = [], accessTokenTtl = 300, refreshTokenTtl = 3600, loginPageUri }: SpringOptions): Promise<RunningSpring> {
  const { java, jar } = springServer()
  const child = spawn(java, [
    ...JVM_OPTIONS, '-jar', jar,
    ...(kind === 'sap' ? ['--spring.profiles.active=sap'] : []),
    `--test.redirect-uris=${redirectUris.join(',')}`,
    `--test.post-logout-redirect-uris=${postLogoutRedirectUris.join(',')}`,
    `--test.access-token-ttl=${accessTokenTtl}s`,
    `--test.refresh-token-ttl=${refreshTokenTtl}s`,
    ...(loginPageUri === undefined ? [] : [`--test.login-page-uri=${loginPageUri}`]),
  ], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (output += text))
  const stop = (): Promise<void> => stopProcess(child)
  try {
    const url = `http://127.0.0.1:${await portOf(child, () => output)}/authorizationserver`
    return { url, isActive: token => isActive(url, token), logs: () => output, stop }
  }
  catch (error) {
    await stop()
    throw error
  }
}

async function portOf(child: ChildProcess, output: () => string): Promise<number> {
  const deadline = Date.now() + START_TIMEOUT
  let failure: Error | undefined
  child.once('error', (error) => {
    failure = error
  })
  for (;;) {
    // Its own line after Tomcat's: only then all parts are there.
    const port = output().includes('Started AuthorizationServer') ? /Tomcat started on port (\d+)/.exec(output())?.[1] : undefined
    if (port !== undefined) return Number(port)
    if (failure) throw failure
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`The authorization server did not start:\n${output()}`)
    await new Promise(resolve => setTimeout(resolve, 25))
  }
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

/** As OCC asks: with the credentials of its own client. */
async function isActive(url: string, token: string): Promise<boolean> {
  const response = await fetch(`${url}/oauth/introspect`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa('occ:occ-secret')}` },
    body: new URLSearchParams({ token }),
  })
  if (!response.ok) throw new Error(`The introspection answered ${response.status}`)
  const { active } = await response.json() as { active?: unknown }
  if (typeof active !== 'boolean') throw new TypeError('The introspection does not say whether the token is active')
  return active
}
