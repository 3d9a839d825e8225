import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

/** Stands between a process and what it is connected to, and can cut the line. */
export interface TcpRelay {
  port: number
  /** Nothing goes through any more. Connections stay open and say nothing, as when a cable is pulled. */
  cut: () => void
  /** Everything goes through again, what was sent meanwhile included. */
  restore: () => void
  /** Nothing goes through the connections there are any more, for good; they stay open, and new ones work. */
  freeze: () => void
  /** Where new connections go from now on: another port of this machine. */
  redirect: (target: number) => void
  close: () => Promise<void>
}

/** @param target port of this machine. */
export async function startTcpRelay(target: number): Promise<TcpRelay> {
  const sockets = new Set<Socket>()
  const frozen = new Set<Socket>()
  let isCut = false
  let port = target
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      sockets.add(socket)
      if (isCut) socket.pause()
      socket.on('data', data => void other.write(data))
      if (isCut) socket.pause()
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        frozen.delete(socket)
        other.destroy()
      })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      isCut = true
      for (const socket of sockets) socket.pause()
    },
    restore() {
      isCut = false
      for (const socket of sockets) {
        if (!frozen.has(socket)) socket.resume()
      }
    },
    freeze() {
      for (const socket of sockets) {
        frozen.add(socket)
        socket.pause()
      }
    },
    redirect(other) {
      port = other
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
