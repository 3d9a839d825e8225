import { createRequire } from 'node:module'
import { build, copyPublicAssets, createNitro, prepare } from 'nitro3/builder'
import { buildAndClose } from './build-steps.ts'
import type { CommonConfig } from './build.ts'

/** The entry points of Nitro 3 that the platform imports. It is installed under another name, next to Nitro 2. */
const ENTRY_POINTS = ['nitro', 'nitro/app', 'nitro/cache', 'nitro/h3', 'nitro/runtime-config', 'nitro/storage']

// Vitest runs this file where `import.meta.resolve` does not always work.
const { resolve } = createRequire(import.meta.url)

export async function buildNitro3(config: CommonConfig): Promise<void> {
  const aliases = ENTRY_POINTS.map(name => [name, resolve(name.replace(/^nitro/, 'nitro3'))] as const)
  const nitro = await createNitro({
    ...config,
    alias: { ...Object.fromEntries(aliases.toReversed()), ...config.alias },
    logLevel: 1,
    serverDir: false,
    typescript: { tsConfig: {} },
    builder: 'rolldown',
  })
  await buildAndClose(nitro, prepare, copyPublicAssets, build)
}
