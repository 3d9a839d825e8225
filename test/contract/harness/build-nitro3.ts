import type { CommonConfig } from './build.ts'

export async function buildNitro3(config: CommonConfig): Promise<void> {
  void config
}
