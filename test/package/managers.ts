import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'

/** A package manager that a shop may use. */
export type ManagerName = 'npm' | 'pnpm' | 'yarn' | 'bun'

/** The differences between package managers. */
export interface Manager {
  /** The program, and what it is started with to install what a `package.json` names. */
  install: readonly [program: string, ...args: string[]]
  /** Files next to the application's `package.json`, by name. */
  files?: Record<string, string>
  env?: Record<string, string>
  /** The field of `package.json` for versions that other packages' dependencies get; pnpm has it in its workspace's file. @default 'overrides' */
  overrides?: string
  /** Packages that Nuxt's own types import, and that the application would not find otherwise. */
  devDependencies?: Record<string, string>
}

/** The package managers that do not come with Node, with the versions that are tested. */
const TOOLS = { 'pnpm': '12.21.0', '@yarnpkg/cli-dist': '4.18.1', 'bun': '1.4.5' } as const

/**
 * Installs the package managers that Node does not bring into a folder of their own.
 *
 * @throws Error with npm's output when that fails.
 */
export async function installManagers(folder: string): Promise<Record<ManagerName, Manager>> {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: TOOLS }))
  const execute = promisify(execFile)
  await execute('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: folder })
  const { stdout } = await execute('npm', ['config', 'get', 'registry'])
  const registry = stdout.trim()
  const tool = (...path: string[]) => join(folder, 'node_modules', ...path)
  const cpu = process.arch === 'arm64' ? 'aarch64' : process.arch
  return {
    npm: { install: ['npm', 'install', '--no-audit', '--no-fund', '--no-package-lock'] },
    pnpm: {
      install: [process.execPath, tool('pnpm', 'bin', 'pnpm.mjs'), 'install', '--no-frozen-lockfile'],
      // The strictest setting: only declared packages can be imported.
      files: { 'pnpm-workspace.yaml': `hoist: false\nstrictDepBuilds: false\nstoreDir: ${JSON.stringify(join(folder, 'pnpm-store'))}\n` },
      devDependencies: { 'vue': '^3.5.45', 'vue-router': '^5.5.1', '@nuxt/schema': '^4.5.2', 'c12': '^3.3.4' },
    },
    yarn: {
      install: [process.execPath, tool('@yarnpkg', 'cli-dist', 'bin', 'yarn.js'), 'install'],
      files: { '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\nenableGlobalCache: false\n', 'yarn.lock': '' },
      overrides: 'resolutions',
      env: { YARN_NPM_REGISTRY_SERVER: registry, YARN_ENABLE_IMMUTABLE_INSTALLS: 'false' },
    },
    bun: { install: [tool('@oven', `bun-${process.platform}-${cpu}`, 'bin', 'bun'), 'install'], env: { BUN_CONFIG_REGISTRY: registry } },
  }
}
