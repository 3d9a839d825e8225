import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFirefox } from '../setup/firefox.ts'

/** Milliseconds that a step in a page may take. */
const MAX_WAIT = 15_000

/** A tab of Firefox. */
export interface FirefoxTab {
  /** Goes to a URL and waits until it has loaded. */
  open: (url: string) => Promise<void>
  /** Goes to a page of a shop and waits until Nuxt has hydrated it. */
  goto: (url: string) => Promise<void>
  /** Evaluates an expression in the page and awaits its value, of which only what JSON can represent is returned. @throws Error with the message of what the expression threw. */
  evaluate: <Value = unknown>(expression: string) => Promise<Value>
  /** Waits until an expression is truthy, also across navigations. */
  waitFor: (expression: string) => Promise<void>
}

/** A running Firefox with a profile of its own. */
export interface RunningFirefox {
  openTab: () => Promise<FirefoxTab>
  /** Removes all cookies. */
  clear: () => Promise<void>
  close: () => Promise<void>
}

/**
 * Starts a headless Firefox and controls it by WebDriver BiDi, which every Firefox supports: Playwright controls only
 * Firefox builds of its own.
 *
 * @see https://w3c.github.io/webdriver-bidi/
 * @throws Error when there is no Firefox, or it does not start.
 */
export async function launchFirefox(): Promise<RunningFirefox> {
  const program = findFirefox()
  if (!program) throw new Error('No Firefox: set FIREFOX_PATH, or install firefox-esr')
  const profile = await mkdtemp(join(tmpdir(), 'nuxt-sapcc-firefox-'))
  const child = spawn(program, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'], {
    env: { ...process.env, HOME: profile, MOZ_CRASHREPORTER_DISABLE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => output += text)
  const end = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    }
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const address = await listening(() => output)
    const connection = await connect(`${address}/session`)
    await connection.send('session.new', { capabilities: {} })
    return {
      openTab: async () => createTab(connection, (await connection.send<{ context: string }>('browsingContext.create', { type: 'tab' })).context),
      clear: async () => void await connection.send('storage.deleteCookies', {}),
      close: async () => {
        connection.close()
        await end()
      },
    }
  }
  catch (error) {
    await end()
    throw error
  }
}

async function listening(output: () => string): Promise<string> {
  const deadline = performance.now() + 60_000
  for (;;) {
    const address = /WebDriver BiDi listening on (ws:\S+)/.exec(output())?.[1]
    if (address) return address
    if (performance.now() > deadline) throw new Error(`Firefox did not start:\n${output()}`)
    await sleep(50)
  }
}

/** Commands to the browser, and their results. */
interface Connection {
  send: <Result>(method: string, params: object) => Promise<Result>
  close: () => void
}

async function connect(url: string): Promise<Connection> {
  const socket = new WebSocket(url)
  const waiting = new Map<number, { resolve: (result: never) => void, reject: (error: Error) => void }>()
  let lastId = 0
  socket.addEventListener('message', ({ data }) => {
    const { id, type, result, error, message } = JSON.parse(String(data)) as { id?: number, type: string, result?: never, error?: string, message?: string }
    if (id === undefined) return
    const sent = waiting.get(id)
    waiting.delete(id)
    if (type === 'success') sent?.resolve(result!)
    else sent?.reject(new Error(`${error}: ${message}`))
  })
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Firefox has closed the connection.'))
  })
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', () => reject(new Error(`Firefox cannot be reached at ${url}`)), { once: true })
  })
  return {
    send: (method, params) => new Promise((resolve, reject) => {
      const id = ++lastId
      waiting.set(id, { resolve: resolve as (result: never) => void, reject })
      socket.send(JSON.stringify({ id, method, params }))
    }),
    close: () => socket.close(),
  }
}

/** Result of `script.evaluate`. */
interface Evaluated {
  type: 'success' | 'exception'
  result?: { value?: string }
  exceptionDetails?: { text: string }
}

function createTab({ send }: Connection, context: string): FirefoxTab {
  async function evaluate<Value>(expression: string): Promise<Value> {
    const answer = await send<Evaluated>('script.evaluate', {
      expression: `(async () => JSON.stringify(await (${expression})))()`,
      target: { context },
      awaitPromise: true,
    })
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails?.text)
    return (answer.result?.value === undefined ? undefined : JSON.parse(answer.result.value)) as Value
  }

  async function waitFor(expression: string): Promise<void> {
    const deadline = performance.now() + MAX_WAIT
    for (;;) {
      // During a navigation there is no page to evaluate in.
      if (await evaluate(`Boolean(${expression})`).catch(() => false)) return
      if (performance.now() > deadline) throw new Error(`This did not become true in Firefox: ${expression}\n${await evaluate<string>('location.href + " " + document.body.innerText').catch(String)}`)
      await sleep(50)
    }
  }

  const open = async (url: string): Promise<void> => void await send('browsingContext.navigate', { context, url, wait: 'complete' })
  return {
    open,
    async goto(url) {
      await open(url)
      await waitFor('window.useNuxtApp?.().isHydrating === false')
    },
    evaluate,
    waitFor,
  }
}
