import { build, copyPublicAssets, createNitro, prepare } from 'nitropack/core'
import { buildAndClose } from './build-steps.ts'
import type { CommonConfig } from './build.ts'

export async function buildNitro2(config: CommonConfig): Promise<void> {
  const nitro = await createNitro({ ...config, logLevel: 1, scanDirs: [], imports: false, typescript: { generateTsConfig: false, generateRuntimeConfigTypes: false } })
  await buildAndClose(nitro, prepare, copyPublicAssets, build)
}
