import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, runOrThrow } from './run.ts'

/** The Nuxt applications that the tests start. Each is built once per run; see {@link buildApps}. */
export const testApps = {
  /** The small application with the pages that the end-to-end tests need. */
  shop: join(root, 'test', 'fixtures', 'shop'),
  /** The same application as a layer below another one, with islands and streaming. */
  layered: join(root, 'test', 'fixtures', 'layered'),
  /** A shop with an OpenAPI document of its own, in which some operations are closed. */
  customApi: join(root, 'test', 'fixtures', 'custom-api'),
  /** A shop that handles tokens and errors in every wrong way. */
  secrets: join(root, 'test', 'fixtures', 'secrets'),
  /** A shop that is configured as Alokai documents it. */
  alokai: join(root, 'test', 'fixtures', 'alokai'),
  /** The playground, built for production. */
  playground: root,
} as const satisfies Record<string, string>

export type TestApp = keyof typeof testApps

/** Folder of the tests' own build of an application, separate from the output of `nuxt dev` and `nuxt build`. */
export function buildFolder(app: TestApp): string {
  return join(root, '.cache', 'builds', app)
}

/** The server of an application's production build, to be started with `node`. */
export function serverEntry(app: TestApp): string {
  return join(buildFolder(app), 'output', 'server', 'index.mjs')
}

/**
 * Builds the applications for production, one after the other and each in a process of its own: a build keeps several
 * hundred MB, and two at once are slower than two in turn on a small machine.
 *
 * @throws Error when one cannot be built.
 */
export async function buildApps(apps: readonly TestApp[] = Object.keys(testApps) as TestApp[]): Promise<void> {
  for (const app of apps) {
    const started = Date.now()
    rmSync(buildFolder(app), { recursive: true, force: true })
    await buildApp(testApps[app], buildFolder(app))
    console.log(`Built ${app} in ${((Date.now() - started) / 1000).toFixed(1)} s`)
  }
}

/**
 * Builds one application for production, in a process of its own.
 *
 * @param env variables that are added to the environment of the build.
 * @throws Error when it cannot be built.
 */
export async function buildApp(appRoot: string, folder: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  await runOrThrow('node', [join(root, 'scripts', 'build-app.ts'), appRoot, folder], {
    // Without this, a build under vitest would be a build for tests, which contains Vue's development code.
    env: { NODE_ENV: 'production', VITEST: undefined, TEST: undefined, NUXT_TELEMETRY_DISABLED: '1', CONSOLA_LEVEL: '2', ...env },
    timeout: 10 * 60_000,
  })
}
