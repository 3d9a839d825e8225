import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'

/** A TCP relay between two processes that a test can slow down and interrupt. */
export interface TcpRelay {
  port: number
  /** Sets the target of new connections; open connections keep theirs. */
  lead: (port: number) => void
  /** Delays all data by this many milliseconds from now on, in both directions. */
  delay: (milliseconds: number) => void
  /** No data passes any more, and neither side gets an error: packets are held back, new connections get no answer. */
  cut: () => void
  /**
   * Ends the interruption.
   *
   * @param how `resume` delivers what was held back; `reset` closes the connections
   */
  mend: (how: 'resume' | 'reset') => void
  /** Existing connections stay open, but never pass data again; new ones work. */
  freeze: () => void
  close: () => Promise<void>
}

/** One connection through the relay. */
interface Line {
  client: Socket
  server: Socket
  isFrozen: boolean
}

/** Starts a relay. @param target port on this machine */
export async function startTcpRelay(target: number): Promise<TcpRelay> {
  const lines = new Set<Line>()
  let isCut = false
  let held: (() => void)[] = []
  let latency = 0

  /** Passes data on, in order. During an interruption it is kept; on a frozen connection it is dropped. */
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
    // During an interruption, and on a frozen connection, the other side does not learn that a connection was closed.
    from.on('close', () => void queue.then(() => line.isFrozen ? undefined : to.destroy()))
    from.on('error', () => {})
  }

  const server = createServer((client) => {
    const line: Line = { client, server: connect(target, '127.0.0.1'), isFrozen: false }
    lines.add(line)
    pass(line, line.client, line.server)
    pass(line, line.server, line.client)
    client.on('close', () => {
      // The server's side of a frozen connection is still open.
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
