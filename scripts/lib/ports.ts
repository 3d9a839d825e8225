import { once } from 'node:events'
import { createServer } from 'node:net'

const ATTEMPTS = 100

/**
 * Finds a free port: the wanted one, else the first free one after it.
 *
 * @param wanted as it came from an environment variable; empty for the default.
 * @throws Error when it is not a port, or when none of the next hundred is free.
 */
export async function freePortFrom(wanted: string | undefined, defaultPort: number): Promise<number> {
  const first = wanted ? Number(wanted) : defaultPort
  if (!Number.isInteger(first) || first < 1 || first > 65_535) throw new Error(`"${wanted}" is not a port`)
  for (let port = first; port < first + ATTEMPTS && port <= 65_535; port++) {
    // Servers on `localhost` listen on one of the two addresses, depending on the machine.
    if (await isFree(port, '127.0.0.1') && await isFree(port, '::1')) return port
  }
  throw new Error(`No free port from ${first} on`)
}

/**
 * A free port for a server that starts soon. Another process must not take it meanwhile, so it lies below the range from
 * which systems take ports for connections and for servers that leave the choice to them (32768 on Linux, 49152 elsewhere);
 * and above the last port that `fetch` and browsers refuse to ask, 10080.
 */
export async function freePort(): Promise<number> {
  return await freePortFrom(undefined, 11_000 + Math.floor(Math.random() * 21_000))
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
  }
  catch (error) {
    // On a machine without IPv6 no server can listen there.
    return error instanceof Error && 'code' in error && error.code !== 'EADDRINUSE' && error.code !== 'EACCES'
  }
  server.close()
  await once(server, 'close')
  return true
}
