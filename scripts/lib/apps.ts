import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { inPairs } from './pairs.ts'
import { root, runOrThrow, WITHOUT_VITEST } from './run.ts'
import { sourcesHash } from './sources-hash.ts'

/** The Nuxt applications that the tests start. See {@link buildApps}. */
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

/** What the builds are made of, relative to the repository's root. */
const SOURCES = ['src', 'playground', 'test/fixtures', 'nuxt.config.ts', 'tsconfig.json', 'package.json', 'package-lock.json', 'scripts/build-app.ts']

/**
 * Builds the applications for production whose build is not of the present sources, two at a time and each in a process of
 * its own.
 *
 * With `REUSE_BUILDS=1` every build that exists is kept, also one of other sources.
 *
 * @param onError called with the error of an application that cannot be built; the others are built nevertheless.
 */
export async function buildApps(apps: readonly TestApp[], onError: (error: unknown) => void): Promise<void> {
  const hash = sourcesHash(SOURCES)
  await inPairs(apps.filter(app => !isBuilt(app, hash)), async (app) => {
    const started = Date.now()
    rmSync(buildFolder(app), { recursive: true, force: true })
    try {
      await buildApp(testApps[app], buildFolder(app))
      writeFileSync(hashFile(app), hash)
      console.log(`Built ${app} in ${((Date.now() - started) / 1000).toFixed(1)} s`)
    }
    catch (error) {
      // Nitro can leave an entry behind: the tests of this app have to fail.
      rmSync(buildFolder(app), { recursive: true, force: true })
      onError(error)
    }
  })
}

function isBuilt(app: TestApp, hash: string): boolean {
  if (process.env.REUSE_BUILDS === '1') return existsSync(serverEntry(app))
  return existsSync(hashFile(app)) && readFileSync(hashFile(app), 'utf8') === hash
}

/** File in a finished build that has the hash of its sources. */
function hashFile(app: TestApp): string {
  return join(buildFolder(app), 'sources-hash.txt')
}

/**
 * Builds one application for production, in a process of its own.
 *
 * @param env variables that are added to the environment of the build.
 * @throws Error when it cannot be built.
 */
export async function buildApp(appRoot: string, folder: string, env: NodeJS.ProcessEnv = {}): Promise<void> {
  await runOrThrow('node', [join(root, 'scripts', 'build-app.ts'), appRoot, folder], {
    env: { ...WITHOUT_VITEST, NODE_ENV: 'production', NUXT_TELEMETRY_DISABLED: '1', CONSOLA_LEVEL: '2', ...env },
    timeout: 10 * 60_000,
  })
}
