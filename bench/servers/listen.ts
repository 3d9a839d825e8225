import type { Server } from 'node:http'
import process from 'node:process'

/** Listens on a free port of the loopback interface and tells the parent process which. Ends with it. */
export function listen(server: Server): void {
  process.once('disconnect', () => process.exit(0))
  server.listen(0, '127.0.0.1', () => {
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('The server listens on no port')
    process.send?.({ port: address.port })
  })
}

/** The address of the upstream, as the parent process gave it. */
export function upstreamUrl(): string {
  const url = process.env.BENCH_UPSTREAM
  if (!url) throw new Error('BENCH_UPSTREAM is missing')
  return url
}

/** What every server asks of the upstream. */
export const CART_PATH = '/occ/v2/electronics/users/current/carts/current'
