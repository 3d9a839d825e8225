import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { installDebianPackage } from '../setup/debian.ts'
import { readPackOutput } from '../package/pack.ts'
import { findOnPath } from '../setup/programs.ts'
import { command, docker, PREFIX, succeeds } from './docker.ts'
import { npmConfig } from './registry.ts'

/** Milliseconds for a registry to send an image, before one is made. */
const PULL_TIMEOUT = 3 * 60_000

/** Those that the shop's files name. */
const BASE_IMAGES = ['node:22-slim', 'redis:8'] as const

/** The npm of Node 22. */
const NPM = 'npm@10'

/** The suite's own name of a base image. */
export function ownName(image: string): string {
  return `${PREFIX}/${image}`
}

/**
 * Makes both base images of the shop under the suite's own names: those of the registry, or, where no registry answers,
 * images with the same programs and users on Debian. npm in the one with Node asks `registry`.
 *
 * @param folder for files
 * @throws Error with a reason when an image can neither be pulled nor made.
 */
export async function prepareBaseImages(folder: string, registry: string): Promise<void> {
  for (const [image, make] of [[BASE_IMAGES[0], makeNodeImage], [BASE_IMAGES[1], makeRedisImage]] as const) {
    if (await succeeds(command('docker', ['pull', image], { timeout: PULL_TIMEOUT }))) await docker('tag', image, ownName(image))
    else await make(join(folder, image.replace(':', '-')), ownName(image))
  }
  await useRegistry(join(folder, 'node-registry'), ownName('node:22-slim'), registry)
}

/** Removes what names the registry, which is gone after a run. Debian's image stays for the next one. */
export async function removeBaseImages(): Promise<void> {
  for (const image of BASE_IMAGES) await succeeds(docker('rmi', ownName(image)))
}

/** Lets npm of an image ask a registry, with the certificates that this machine has beside Node's own. */
async function useRegistry(folder: string, name: string, registry: string): Promise<void> {
  const caFile = process.env.NODE_EXTRA_CA_CERTS ?? await npmConfig('cafile')
  mkdirSync(folder, { recursive: true })
  if (caFile) copyFileSync(caFile, join(folder, 'npm-ca.crt'))
  await build(folder, name, `FROM ${name}
${caFile ? 'COPY npm-ca.crt /etc/ssl/\nENV NODE_EXTRA_CA_CERTS=/etc/ssl/npm-ca.crt' : ''}
# The log is seen when something fails.
ENV NPM_CONFIG_REGISTRY=${registry} NPM_CONFIG_REPLACE_REGISTRY_HOST=never NPM_CONFIG_FETCH_RETRIES=5 NPM_CONFIG_LOGLEVEL=verbose
`)
}

/** As the official image: Node with npm, and the user `node`. Node is the one of these tests. */
async function makeNodeImage(folder: string, name: string): Promise<void> {
  const debian = await ensureDebianImage(folder)
  copyFileSync(process.execPath, join(folder, 'node'))
  const [packed] = readPackOutput(await command('npm', ['pack', NPM, '--json', '--pack-destination', folder]))
  await build(folder, name, `FROM ${debian}
COPY node /usr/local/bin/
ADD ${packed!.filename} /usr/local/lib/node_modules/
RUN cd /usr/local/lib/node_modules && mv package npm && chmod +x npm/bin/*-cli.js \\
  && ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \\
  && ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx \\
  && useradd --uid 1000 --create-home node
CMD ["node"]
`)
}

/** As the official image: a volume for what is stored, and no protected mode, which would refuse other containers. */
async function makeRedisImage(folder: string, name: string): Promise<void> {
  const debian = await ensureDebianImage(folder)
  writeFileSync(join(folder, 'docker-entrypoint.sh'), '#!/bin/sh\n[ "$1" = redis-server ] && set -- "$@" --protected-mode no\nexec "$@"\n')
  chmodSync(join(folder, 'docker-entrypoint.sh'), 0o755)
  await build(folder, name, `FROM ${debian}
RUN apt-get update && apt-get install -y --no-install-recommends redis-server && mkdir /data && chown redis:redis /data
COPY docker-entrypoint.sh /usr/local/bin/
VOLUME /data
WORKDIR /data
USER redis
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["redis-server"]
`)
}

/**
 * The image of a small Debian, made with `debootstrap` unless the daemon has it. @returns its name
 *
 * @throws Error when it cannot be made.
 */
async function ensureDebianImage(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const name = ownName('debian:bookworm')
  if (await succeeds(docker('image', 'inspect', name))) return name
  console.log('No registry of images answers: making Debian\'s with debootstrap')
  const find = () => findOnPath(['debootstrap'], process.env.PATH)
  const reason = find() || process.getuid?.() !== 0 ? undefined : await installDebianPackage('debootstrap')
  const program = find()
  if (!program || process.getuid?.() !== 0) {
    throw new Error(`The base images can neither be pulled (\`docker pull node:22-slim\` fails) nor be made here: ${reason ?? 'that needs root and debootstrap'}.`)
  }
  const [system, archive] = [join(folder, 'debian'), join(folder, 'debian.tar')]
  try {
    await command(program, ['--variant=minbase', 'bookworm', system], { timeout: 5 * 60_000 })
    await command('tar', ['--create', '--file', archive, '--directory', system, '--exclude=./var/cache/apt/archives/*.deb', '.'])
    await docker('import', archive, name)
  }
  finally {
    rmSync(system, { recursive: true, force: true })
    rmSync(archive, { force: true })
  }
  return name
}

async function build(folder: string, name: string, dockerfile: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'Dockerfile'), dockerfile)
  await docker('build', '--quiet', '--tag', name, folder)
}
