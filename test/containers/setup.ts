import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import type { TestProject } from 'vitest/node'
import { packPackage, packStandIn } from '../package/pack.ts'
import { prepareBaseImages, removeBaseImages } from './base-images.ts'
import { ensureDaemon, hostAddress, type ComposeCommand } from './daemon.ts'
import { startRegistry } from './registry.ts'

declare module 'vitest' {
  interface ProvidedContext {
    compose: ComposeCommand
    /** `DOCKER_HOST` of the daemon, if it is not the default one. */
    dockerHost: string
    /** Folder for the shop. */
    containersFolder: string
  }
}

/** Global setup: a Docker daemon, the base images, and a registry with the module and the stand-in as they would be published. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const steps: (() => unknown)[] = []
  const undo = async () => {
    for (const step of steps.toReversed()) await step()
  }
  try {
    const folder = mkdtempSync(join(tmpdir(), 'nuxt-sapcc-containers-'))
    steps.push(() => rmSync(folder, { recursive: true, force: true }))
    const daemon = await ensureDaemon()
    steps.push(daemon.stop)
    const packed = join(folder, 'packed')
    mkdirSync(packed)
    const tarballs = [await packPackage(packed), await packStandIn(packed)].map(({ tarball }) => tarball)
    const registry = await startRegistry(await hostAddress(), tarballs)
    steps.push(registry.stop)
    steps.push(removeBaseImages)
    await prepareBaseImages(join(folder, 'images'), registry.url)
    project.provide('compose', daemon.compose)
    project.provide('dockerHost', process.env.DOCKER_HOST ?? '')
    project.provide('containersFolder', folder)
    return undo
  }
  catch (error) {
    await undo()
    throw error
  }
}
