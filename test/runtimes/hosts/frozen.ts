/**
 * A platform that freezes a function between events: `node frozen.ts <program> <its arguments…>`. The function runs in a
 * process of its own, which is stopped while there is no event and no work that was given to `waitUntil`. Timers,
 * requests and all else of it stand still then, until the next event. `GET /__frozen` says whether it is so.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'
import process from 'node:process'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { FROZEN_PATH, serve } from './gateway.ts'
import type { InstanceMessage } from './gateway.ts'

const [program, ...rest] = process.argv.slice(2)
const instance = spawn(program!, rest, { env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
const messages = instance as unknown as { on: (name: 'message', listen: (message: InstanceMessage) => void) => void }

let port = 0
/** Events and promises of `waitUntil` that have not ended. */
let running = 0
let pongs = 0

function run(): void {
  if (running++ === 0) instance.kill('SIGCONT')
}

function end(): void {
  if (--running === 0) instance.kill('SIGSTOP')
}

messages.on('message', (message) => {
  if (message.what === 'listening') port = message.port
  else if (message.what === 'work begins') running++
  else if (message.what === 'pong') pongs++
  else end()
})
instance.once('exit', code => process.exit(code ?? 1))
// A process that is stopped does not hear of its end.
process.on('exit', () => instance.kill('SIGKILL'))
process.on('SIGTERM', () => process.exit(0))

while (port === 0) await sleep(10)
instance.kill('SIGSTOP')

serve('frozen', async (req, res) => {
  if (req.url === FROZEN_PATH) {
    const before = pongs
    instance.send({ what: 'ping' })
    await sleep(100)
    return void res.end(String(pongs === before))
  }
  // One end is told by the instance, the other is that of the answer's way here: Deno tells its own before all bytes have left.
  run()
  run()
  // Names as the client has written them, which a REST API hands on. The answer may be there before the event has ended.
  const onward = request({ port, host: '127.0.0.1', path: req.url, method: req.method, headers: req.rawHeaders, agent: false })
  res.on('close', () => onward.destroy())
  onward.once('close', end)
  const [[answer]] = await Promise.all([once(onward, 'response'), pipeline(req, onward)])
  res.writeHead(answer.statusCode, answer.rawHeaders)
  await pipeline(answer, res)
})
