import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** A TCP relay in front of a server, which can fail as networks do. */
export interface TcpRelay {
  port: number
  /** Stops to forward on the connections there are, without closing them: the peers learn nothing. New ones work. */
  freeze: () => void
  /** Where new connections go from now on. */
  target: (port: number) => void
  dispose: () => Promise<void>
}

/** @param port the server's, on the loopback interface. */
export async function startTcpRelay(port: number): Promise<TcpRelay> {
  let target = port
  const pairs = new Set<{ client: Socket, server: Socket }>()
  const listener = createServer((client) => {
    const pair = { client, server: connect(target, '127.0.0.1') }
    pairs.add(pair)
    client.pipe(pair.server)
    pair.server.pipe(client)
    for (const socket of [client, pair.server]) {
      socket.on('error', () => undefined)
      socket.on('close', () => {
        pairs.delete(pair)
        client.destroy()
        pair.server.destroy()
      })
    }
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  return {
    port: (listener.address() as AddressInfo).port,
    freeze() {
      for (const { client, server } of pairs) {
        client.unpipe(server)
        server.unpipe(client)
        client.pause()
        server.pause()
      }
    },
    target(other) {
      target = other
    },
    async dispose() {
      for (const { client, server } of pairs) {
        client.destroy()
        server.destroy()
      }
      listener.close()
      await once(listener, 'close')
    },
  }
}
