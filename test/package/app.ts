import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { root } from '../../scripts/lib/run.ts'
import { runCommand } from '../harness/command.ts'
import { languageContents, type LanguageStrategy } from './languages.ts'
import type { Manager, ManagerName } from './managers.ts'

const execute = promisify(execFile)

/** A shop in which the package has to work. */
export interface NuxtLine {
  title: string
  version: string
  manager: ManagerName
  /** Folder of the pages, relative to the application. */
  srcDir: string
  /** It has `@nuxtjs/i18n` and two languages. */
  languages?: LanguageStrategy
  /** The oldest Node it runs on. The system's is used when it is new enough, else the one of this run. */
  node: string
  /** The Vite that it gets, whatever Nuxt asks for. @default the newest that Nuxt takes */
  vite?: string
}

/** With Vite 8.4.0 this Nuxt cannot build an app with pages, without any module either (`EXTERNAL_MODULES_CANNOT_BE_TRANSFORMED_TO_MODULES`). */
export const nuxt4 = { version: '4.5.2', srcDir: 'app', node: '22.19.0', vite: '8.3.8' } as const
export const nuxt3 = { srcDir: '.', node: '20.19.0' } as const

/** Shops that npm installs. Of Nuxt 3 the oldest version that the module says it works with; both-modules.test.ts has the newest. */
export const npmLines: readonly NuxtLine[] = [
  { title: 'Nuxt 4 with npm', manager: 'npm', ...nuxt4 },
  { title: 'Nuxt 3 with npm', manager: 'npm', version: '3.21.0', languages: 'no_prefix', ...nuxt3 },
]

/** Shops that other package managers install. */
export const otherLines: readonly NuxtLine[] = [
  { title: 'Nuxt 4 with pnpm', manager: 'pnpm', ...nuxt4 },
  { title: 'Nuxt 4 with yarn', manager: 'yarn', languages: 'prefix_except_default', ...nuxt4 },
  { title: 'Nuxt 4 with bun', manager: 'bun', ...nuxt4 },
]

/** Folder of a line's application. */
export function folderOf({ title }: NuxtLine, folder: string): string {
  return join(folder, title.replaceAll(/\W+/g, '-').toLowerCase())
}

/** An application in a folder of its own that got the package from its tarball. */
export interface ConsumerApp {
  line: NuxtLine
  folder: string
  /** The Node that it is built with and runs on. */
  node: string
  /** Runs a program of the application (or of this repository, for what it does not install) inside of it. */
  run: (program: string, ...args: string[]) => Promise<string>
}

/**
 * Creates the application of `test/fixtures/consumer` in `folder` and installs the package from `tarball`.
 *
 * @throws Error with the package manager's output when the installation fails.
 */
export async function createConsumerApp(line: NuxtLine, folder: string, tarball: string, manager: Manager): Promise<ConsumerApp> {
  const fixture = join(root, 'test', 'fixtures', 'consumer')
  mkdirSync(folder, { recursive: true })
  for (const file of ['nuxt.config.ts', 'tsconfig.json']) cpSync(join(fixture, file), join(folder, file))
  cpSync(join(fixture, 'app'), join(folder, line.srcDir), { recursive: true })
  const { files, dependencies } = languageContents(line)
  return await installApp(line, folder, manager, {
    files,
    dependencies: { 'nuxt': line.version, 'nuxt-sapcc': `file:${tarball}`, ...dependencies },
    // Needed by `nuxi typecheck`.
    devDependencies: { 'typescript': '^5.9.3', 'vue-tsc': '^3.3.14', ...manager.devDependencies },
  })
}

/** Dependencies and files of an application. */
export interface AppContents {
  /** Its files beside `package.json`, by path. */
  files?: Record<string, string>
  dependencies: Record<string, string>
  devDependencies?: Record<string, string>
}

/**
 * Writes an application into `folder` and installs what it depends on.
 *
 * @throws Error with the package manager's output when the installation fails.
 */
export async function installApp(line: NuxtLine, folder: string, manager: Manager, { files = {}, ...dependencies }: AppContents): Promise<ConsumerApp> {
  const forced = line.vite === undefined ? undefined : { vite: line.vite }
  const manifest = JSON.stringify({ name: 'consumer', private: true, type: 'module', ...dependencies, ...(forced && { [manager.overrides ?? 'overrides']: forced }) }, null, 2)
  const workspace = manager.files?.['pnpm-workspace.yaml']
  const ofPnpm = workspace !== undefined && forced ? { 'pnpm-workspace.yaml': `${workspace}overrides: ${JSON.stringify(forced)}\n` } : {}
  for (const [name, text] of Object.entries({ ...manager.files, ...ofPnpm, ...files, 'package.json': manifest })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }

  const node = await findNode(line.node)
  const path = [join(folder, 'node_modules', '.bin'), join(node, '..'), systemPath()].join(delimiter)
  const env = { ...consumerEnvironment(), PATH: path, NUXT_TELEMETRY_DISABLED: '1', ...manager.env }
  const run: ConsumerApp['run'] = async (program, ...args) => {
    const { stdout, stderr } = await runCommand(program, args, { cwd: folder, env, timeout: 10 * 60_000 })
    return stdout + stderr
  }
  const [program, ...args] = manager.install
  await run(program, ...args)
  return { line, folder, node, run }
}

/** The Node that a user's shell finds, when it is new enough for this version of Nuxt; else the one of this run. */
async function findNode(minimum: string): Promise<string> {
  for (const folder of systemPath().split(delimiter)) {
    const candidate = join(folder, process.platform === 'win32' ? 'node.exe' : 'node')
    const version = await execute(candidate, ['--version']).then(({ stdout }) => stdout.trim().slice(1), () => undefined)
    if (version === undefined) continue
    return version.localeCompare(minimum, undefined, { numeric: true }) >= 0 ? candidate : process.execPath
  }
  return process.execPath
}

/** `PATH` without what npm puts in front of it for a package's scripts. */
function systemPath(): string {
  return (process.env.PATH ?? '').split(delimiter).filter(folder => folder && !/node_modules|node-gyp-bin/.test(folder)).join(delimiter)
}

/** The environment without npm's and vitest's variables: with them the application's npm would use this repository, and its build would be one for tests. */
function consumerEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) =>
    !/^(?:npm_package_|npm_lifecycle_|npm_config_local_prefix$|npm_command$|npm_node_execpath$|INIT_CWD$|NODE_ENV$|TEST$|NUXT_|NITRO_|VITEST)/.test(name)))
}
