import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '../../scripts/lib/ports.ts'
import { root } from '../../scripts/lib/run.ts'
import { ownName } from './base-images.ts'
import type { ComposeCommand } from './daemon.ts'
import { command, docker, PREFIX } from './docker.ts'

/** The services of the shop's compose.yaml. */
export type Service = 'shop' | 'sap' | 'redis'

/** The containers of `examples/shop`. */
export interface Stack {
  /** The shop's address for browsers. */
  url: string
  /** Folder of the shop, from which its image is built. */
  folder: string
  compose: (...args: string[]) => Promise<string>
  /** What `docker inspect` says of a service's container, by a template such as `{{.State.Pid}}`. */
  inspect: (service: Service, template: string) => Promise<string>
}

/**
 * A copy of the shop whose files name the suite's own base images, and a port that is free here. Leftovers of a run that was
 * ended are removed.
 *
 * @param folder where the copy is put
 */
export async function prepareStack(folder: string, [program, ...args]: ComposeCommand): Promise<Stack> {
  mkdirSync(folder)
  cpSync(join(root, 'examples', 'shop'), folder, { recursive: true, filter: path => !/[\\/](?:node_modules|\.nuxt|\.output|\.env)(?:[\\/]|$)/.test(path) })
  const port = await freePort()
  change(join(folder, 'Dockerfile'), text => text.replaceAll(/^FROM (\S+)/gm, (_, image: string) => `FROM ${ownName(image)}`))
  change(join(folder, 'compose.yaml'), text => text
    .replaceAll(/(?<=^ +image: )\S+/gm, ownName)
    .replace('\'3000:3000\'', `'${port}:3000'`)
    .replace('http://localhost:3000\n', `http://localhost:${port}\n`))
  const compose = (...more: string[]) => command(program, [...args, '--project-name', `${PREFIX}-shop`, ...more], { cwd: folder, timeout: 8 * 60_000 })
  await compose('down', '--volumes')
  return {
    url: `http://localhost:${port}`,
    folder,
    compose,
    inspect: async (service, template) => await docker('inspect', '--format', template, await compose('ps', '--all', '--quiet', service)),
  }
}

function change(file: string, edit: (text: string) => string): void {
  const before = readFileSync(file, 'utf8')
  const after = edit(before)
  if (after === before) throw new Error(`${file} has nothing of what the tests replace in it`)
  writeFileSync(file, after)
}
