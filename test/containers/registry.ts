import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { command } from './docker.ts'

export interface Registry {
  /** Its address for containers, with a slash at the end. */
  url: string
  stop: () => Promise<void>
}

/**
 * A registry for npm in containers, which has packages that are not published. For all others it redirects to the registry
 * that npm is configured with on this machine.
 *
 * @param host address of this machine that containers reach
 * @param tarballs paths of the packages
 */
export async function startRegistry(host: string, tarballs: readonly string[]): Promise<Registry> {
  const upstream = (await npmConfig('registry'))!
  const own = new Map<string, string | Buffer>()
  const server = createServer(({ url: path = '/' }, response) => {
    const body = own.get(path)
    if (body === undefined) response.writeHead(302, { location: new URL(path.slice(1), upstream).href })
    response.end(body)
  })
  server.listen(0, host)
  await once(server, 'listening')
  const url = `http://${host}:${(server.address() as AddressInfo).port}/`
  for (const tarball of tarballs) {
    const manifest = JSON.parse(await command('tar', ['-xzOf', tarball, 'package/package.json'])) as { name: string, version: string }
    const content = readFileSync(tarball)
    const dist = { tarball: `${url}-/${manifest.name}.tgz`, integrity: `sha512-${createHash('sha512').update(content).digest('base64')}` }
    own.set(`/${manifest.name}`, JSON.stringify({ 'name': manifest.name, 'dist-tags': { latest: manifest.version }, 'versions': { [manifest.version]: { ...manifest, dist } } }))
    own.set(`/-/${manifest.name}.tgz`, content)
  }
  return {
    url,
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** A setting of npm on this machine. @returns `undefined` when it has none. */
export async function npmConfig(name: string): Promise<string | undefined> {
  const value = await command('npm', ['config', 'get', name])
  return value === 'null' || value === 'undefined' ? undefined : value
}
