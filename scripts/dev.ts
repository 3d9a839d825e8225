/**
 * `npm run dev`: the stand-in for SAP Commerce and the playground, together and configured for each other.
 *
 * `PORT` and `SAP_PORT` choose the ports; one that is busy is replaced by a free one. `SAP_GENERATION`,
 * `SAP_ACCESS_TOKEN_TTL` (here 60 seconds by default, so that refreshes can be seen), `SAP_REFRESH_TOKEN_TTL` and
 * `SAP_ROTATE_REFRESH_TOKENS` set up the stand-in. Arguments go to `nuxt dev`: `npm run dev -- --host`.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import process from 'node:process'
import { startSap } from '../test/harness/sap.ts'
import { optionsFromEnvironment } from '../packages/stand-in/src/options.ts'
import { freePortFrom } from './lib/ports.ts'
import { root, toolEnvironment } from './lib/run.ts'

const TOKEN_LIFETIME = 60
const START_TIMEOUT = 180_000

const { PORT, ...environment } = process.env
const port = await freePortFrom(PORT, 3000)
const url = `http://localhost:${port}`
const options = optionsFromEnvironment({ ...environment, SAP_PORT: String(await freePortFrom(environment.SAP_PORT, 9002)) })
const sap = await startSap({ ...options, accessTokenTtl: options.accessTokenTtl ?? TOKEN_LIFETIME })

const nuxt = spawn('nuxi', ['dev', '--port', String(port), ...process.argv.slice(2)], {
  cwd: root,
  env: toolEnvironment({
    NUXT_TELEMETRY_DISABLED: '1',
    ...sap.env,
    NUXT_SAPCC_PUBLIC_URL: url,
    NUXT_STAND_IN_URL: sap.url,
    // For the page with the customer's devices.
    NUXT_SAPCC_SESSION_STORE: 'storage',
    // For the page of support agents.
    NUXT_SAPCC_ASSISTED_SERVICE_ENABLED: 'true',
    // Variables that the developer has set win.
    ...Object.fromEntries(Object.entries(environment).filter(([name]) => /^NUXT_(?:PUBLIC_)?SAPCC_/.test(name))),
  }),
  stdio: 'inherit',
})

let stopping: Promise<void> | undefined

function stop(): Promise<void> {
  stopping ??= endProcess(nuxt).then(() => sap.stop())
  return stopping
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop())
nuxt.once('error', (error) => {
  console.error(`nuxt dev could not be started: ${error.message}`)
  process.exitCode = 1
  void stop()
})
nuxt.once('exit', (code) => {
  if (!stopping) process.exitCode = code ?? 1
  void stop()
})

if (await isAnswering(url)) {
  console.log(`
  Playground             ${url}
  Stand-in for SAP       ${sap.url}

  Sign in as jane@example.com or john@example.com, password Password1!
  Support agents have a page of their own, /assist: agent@example.com
  Ctrl-C ends both.
`)
}

/** Waits for a file that the playground serves itself: until then Nuxt answers with its loading screen. */
async function isAnswering(address: string): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT
  while (!stopping && Date.now() < deadline) {
    const response = await fetch(`${address}/favicon.svg`).catch(() => undefined)
    await response?.body?.cancel()
    if (response?.ok && response.headers.get('content-type')?.includes('svg')) return true
    await new Promise(resolve => setTimeout(resolve, 500))
  }
  if (!stopping) console.error(`nuxt dev has not answered at ${address} yet; its output above may say why.`)
  return false
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const impatience = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(impatience)
}
