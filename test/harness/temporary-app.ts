import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root, toolEnvironment } from '../../scripts/lib/run.ts'
import { freePort } from '../../scripts/lib/ports.ts'
import type { RunningApp } from './server.ts'

/** A Nuxt application that a test writes, inside the repository so that it finds the repository's packages. */
export interface TemporaryApp {
  root: string
  write: (path: string, content: string) => void
  remove: (path: string) => void
  /** Runs one of Nuxt's commands to its end, for example `['prepare']`. */
  nuxi: (args: string[], env?: Record<string, string>) => Promise<{ code: number, output: string }>
  /** Starts the development server. Stop it before the app is deleted. */
  dev: (env?: Record<string, string>, port?: number) => Promise<RunningApp>
  /** Deletes the app. */
  dispose: () => void
}

/** Writes an app. @param files contents by path; `nuxt.config.ts` has to be among them. */
export function createTemporaryApp(files: Record<string, string>): TemporaryApp {
  const parent = join(root, '.cache', 'apps')
  mkdirSync(parent, { recursive: true })
  const appRoot = mkdtempSync(join(parent, 'app-'))
  const app: TemporaryApp = {
    root: appRoot,
    write(path, content) {
      const file = join(appRoot, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
    },
    remove: path => rmSync(join(appRoot, path), { recursive: true, force: true }),
    nuxi: (args, env = {}) => new Promise((resolve, reject) => {
      const child = spawn('nuxi', [...args, appRoot], {
        cwd: appRoot,
        env: environment(env),
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 120_000,
        killSignal: 'SIGKILL',
      })
      let output = ''
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => output += text)
      child.once('error', reject)
      child.once('close', code => resolve({ code: code ?? 1, output }))
    }),
    dev: (env, port) => startDevServer(appRoot, env, port),
    dispose: () => rmSync(appRoot, { recursive: true, force: true }),
  }
  app.write('package.json', '{ "name": "temporary-app", "private": true, "type": "module" }')
  for (const [path, content] of Object.entries(files)) app.write(path, content)
  return app
}

/** The `nuxt.config.ts` of a small app with this module. @param more further properties, as source text. */
export function nuxtConfig(more = ''): string {
  return `export default {
  modules: [${JSON.stringify(join(root, 'src', 'module.ts'))}],
  devtools: { enabled: false },
  future: { compatibilityVersion: 4 },
  compatibilityDate: '2026-11-01',
  telemetry: false,
  ${more}
}
`
}

/** The environment of a developer: this process's without the variables that vitest adds. */
function environment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  return toolEnvironment({ NODE_ENV: undefined, VITEST: undefined, TEST: undefined, NUXT_TELEMETRY_DISABLED: '1', ...extra })
}

async function startDevServer(appRoot: string, env: Record<string, string> = {}, givenPort?: number): Promise<RunningApp> {
  const port = givenPort ?? await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn('nuxi', ['dev', appRoot, '--no-fork', '--port', String(port), '--host', '127.0.0.1'], {
    cwd: appRoot,
    env: environment({ NUXT_SAPCC_PUBLIC_URL: url, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => output += text)
  const ended = once(child, 'close')
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
    const impatience = setTimeout(() => child.kill('SIGKILL'), 5000)
    await ended
    clearTimeout(impatience)
  }
  for (const deadline = Date.now() + 90_000; ;) {
    const answer = await fetch(url, { headers: { accept: 'text/html' } }).catch(() => undefined)
    // While the development server starts, it answers with 503 and a page that says so.
    if (answer && answer.status !== 503) return { url, port, logs: () => output, stop }
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop()
      throw new Error(`The development server did not start:\n${output}`)
    }
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}
