import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

/** A wire between two processes that a test can slow down and cut. */
export interface Wire {
  port: number
  /** Where new connections lead from now on; open ones stay where they are. */
  lead: (port: number) => void
  /** Holds everything back by so many milliseconds from now on, in both directions. */
  delay: (milliseconds: number) => void
  /** Nothing goes through any more, and nobody is told: packets are held back, new connections get no answer. */
  cut: () => void
  /**
   * Mends what was cut.
   *
   * @param how `resume` delivers what was held back; `reset` closes the connections
   */
  mend: (how: 'resume' | 'reset') => void
  close: () => Promise<void>
}

/** One connection through the relay. */
interface Line {
  client: Socket
  server: Socket
}

/** @param target port on this machine */
export async function startWire(target: number): Promise<Wire> {
  const lines = new Set<Line>()
  let isCut = false
  let held: (() => void)[] = []
  let latency = 0

  /** Passes a chunk on, in order; a cut wire keeps it. */
  function pass(from: Socket, to: Socket): void {
    let queue = Promise.resolve()
    from.on('data', (chunk) => {
      const arrival = latency > 0 ? new Promise(resolve => setTimeout(resolve, latency)) : undefined
      queue = queue.then(async () => {
        await arrival
        if (isCut) await new Promise<void>(resolve => held.push(resolve))
        if (!to.destroyed) to.write(chunk)
      })
    })
    // A cut wire does not tell of a closed connection, either.
    from.on('close', () => void queue.then(() => to.destroy()))
    from.on('error', () => {})
  }

  const server = createServer((client) => {
    const line = { client, server: connect(target, '127.0.0.1') }
    lines.add(line)
    pass(line.client, line.server)
    pass(line.server, line.client)
    client.on('close', () => lines.delete(line))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The relay listens on a port')

  function release(): void {
    isCut = false
    const waiting = held
    held = []
    for (const resolve of waiting) resolve()
  }

  function reset(): void {
    for (const { client, server } of lines) {
      client.destroy()
      server.destroy()
    }
  }

  return {
    port: address.port,
    lead(port) {
      target = port
    },
    delay(milliseconds) {
      latency = milliseconds
    },
    cut() {
      isCut = true
    },
    mend(how) {
      if (how === 'reset') reset()
      release()
    },
    async close() {
      reset()
      release()
      server.close()
      await once(server, 'close')
    },
  }
}
