/**
 * `node .ci/demo.mjs COMMAND`: starts the demo with a command line, waits for the address that it prints, checks that
 * the shop answers, and ends the demo as Ctrl-C does. Runs on the system's Node before anything is installed, so it is
 * plain JavaScript without dependencies. Prints one line with the sum of all checks.
 */
import { spawn } from 'node:child_process'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'

const START_TIMEOUT = 8 * 60_000
const END_TIMEOUT = 20_000

const command = process.argv[2]
if (!command) throw new Error('Usage: demo.mjs COMMAND')

// As in a terminal, the command gets a process group of its own, which Ctrl-C is sent to.
const demo = spawn('bash', ['-c', command], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
let output = ''
let exited = false
demo.once('error', error => console.error(error.message))
demo.once('close', () => exited = true)
demo.stdout.on('data', (chunk) => {
  output += chunk
  process.stdout.write(chunk)
})
demo.stderr.on('data', chunk => process.stderr.write(chunk))
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    signalGroup('SIGKILL')
    process.exit(1)
  })
}

let passed = 0
let failed = 0
const address = await waitForAddress()
check('starts and prints its address', address !== undefined, exited ? 'it ended before' : undefined)
if (address) {
  const page = await fetchPage(address)
  check('answers with a page', page.status === 200 && page.type.startsWith('text/html'), `${page.status} ${page.type}`)
  check('is the shop', /<title>Fernhill\b/.test(page.html) && page.html.includes('Electronics for every day'), page.html.slice(0, 2000))
  check('shows products of the stand-in for SAP Commerce', page.html.includes('href="/product/'), page.html.slice(-4000))
}
signalGroup('SIGINT')
check('ends with everything that it has started', await hasEnded(), `still running after ${END_TIMEOUT} ms`)
signalGroup('SIGKILL')
if (address) check('leaves its port free', await fetch(address).then(() => false, () => true))

console.log(`\n${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0

/**
 * @param {string} name
 * @param {boolean} holds
 * @param {string} [details] printed when it does not hold.
 */
function check(name, holds, details) {
  if (holds) passed++
  else failed++
  console.log(`  ${holds ? '✓' : '✗'} demo: ${name}${holds || !details ? '' : `\n${details}`}`)
}

async function waitForAddress() {
  const deadline = performance.now() + START_TIMEOUT
  while (!exited && performance.now() < deadline) {
    const found = /^\s*Playground\s+(http:\S+)/m.exec(output)
    if (found) return found[1]
    await sleep(200)
  }
  return undefined
}

/** @param {string} url */
async function fetchPage(url) {
  try {
    const response = await fetch(url, { headers: { accept: 'text/html' }, signal: AbortSignal.timeout(60_000) })
    return { status: response.status, type: response.headers.get('content-type') ?? '', html: await response.text() }
  }
  catch (error) {
    return { status: 0, type: String(error), html: '' }
  }
}

/** Whether all processes of the group are gone in time. */
async function hasEnded() {
  const deadline = performance.now() + END_TIMEOUT
  while (performance.now() < deadline) {
    if (!signalGroup(0)) return true
    await sleep(100)
  }
  return false
}

/**
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} whether there is a process left to send it to.
 */
function signalGroup(signal) {
  try {
    return demo.pid !== undefined && process.kill(-demo.pid, signal)
  }
  catch {
    return false
  }
}
