import { once } from 'node:events'
import { connect } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { onTestFinished } from 'vitest'

/** In a thread of its own. Answers each byte with a byte, and counts its answers. The first one waits until the test's thread is blocked. */
const SERVER = `
const { createServer } = require('node:net')
const { parentPort, workerData } = require('node:worker_threads')
const [BLOCKED, ANSWERS] = [0, 1]
const server = createServer(socket => socket.on('error', () => {}).on('data', () => {
  Atomics.wait(workerData, BLOCKED, 0, 5000)
  socket.write('a', () => Atomics.add(workerData, ANSWERS, 1))
}))
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

const [BLOCKED, ANSWERS] = [0, 1]

/** A server that answers while this process is blocked. */
export async function answeringServer() {
  const state = new Int32Array(new SharedArrayBuffer(8))
  const worker = new Worker(SERVER, { eval: true, workerData: state })
  onTestFinished(async () => void await worker.terminate())
  const [port] = await once(worker, 'message') as [number]
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  let blocks = 0
  return {
    /** Settles with the server's answer. */
    async ask(): Promise<void> {
      const answer = once(socket, 'data')
      socket.write('q')
      await answer
    },
    /** Blocks this thread, as the code of a first page does, and until the server has answered once more. @param ms milliseconds, at least */
    async blockProcess(ms: number): Promise<void> {
      blocks++
      // What was written leaves first.
      await setImmediate()
      const until = performance.now() + ms
      Atomics.store(state, BLOCKED, 1)
      Atomics.notify(state, BLOCKED)
      while (performance.now() < until || Atomics.load(state, ANSWERS) < blocks);
    },
  }
}
