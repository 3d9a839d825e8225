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
  /** No data passes any more, and neither side gets an error: packets are held back, new connections get no answer. */
  cut: () => void
  /**
   * Mends what was cut.
   *
   * @param how `resume` delivers what was held back; `reset` closes the connections
   */
  mend: (how: 'resume' | 'reset') => void
  /** The connections that exist stay open, but no data passes through them any more, for good; new ones work. */
  freeze: () => void
  close: () => Promise<void>
}

/** One connection through the relay. */
interface Line {
  client: Socket
  server: Socket
  isFrozen: boolean
}

/** @param target port on this machine */
export async function startWire(target: number): Promise<Wire> {
  const lines = new Set<Line>()
  let isCut = false
  let held: (() => void)[] = []
  let latency = 0

  /** Passes data on, in order; a cut wire keeps it, a frozen line drops it. */
  function pass(line: Line, from: Socket, to: Socket): void {
    let queue = Promise.resolve()
    from.on('data', (chunk) => {
      if (line.isFrozen) return
      const arrival = latency > 0 ? new Promise(resolve => setTimeout(resolve, latency)) : undefined
      queue = queue.then(async () => {
        await arrival
        if (isCut) await new Promise<void>(resolve => held.push(resolve))
        if (!to.destroyed && !line.isFrozen) to.write(chunk)
      })
    })
    // Neither a cut wire nor a frozen line tells of a closed connection.
    from.on('close', () => void queue.then(() => line.isFrozen ? undefined : to.destroy()))
    from.on('error', () => {})
  }

  const server = createServer((client) => {
    const line: Line = { client, server: connect(target, '127.0.0.1'), isFrozen: false }
    lines.add(line)
    pass(line, line.client, line.server)
    pass(line, line.server, line.client)
    client.on('close', () => {
      // Of a frozen line the server's side is still open.
      if (!line.isFrozen) lines.delete(line)
    })
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
    freeze() {
      for (const line of lines) line.isFrozen = true
    },
    async close() {
      reset()
      release()
      server.close()
      await once(server, 'close')
    },
  }
}
