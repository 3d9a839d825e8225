import { existsSync, renameSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root, run } from '../../scripts/lib/run.ts'
import { sourcesHash } from '../../scripts/lib/sources-hash.ts'
import { ensureJavaTools, findJavaTools } from './java.ts'

const project = join(root, 'test', 'spring', 'authorization-server')
/** What it is built from, relative to the repository's root. */
const SOURCES = ['test/spring/authorization-server/pom.xml', 'test/spring/authorization-server/src']

const builds = join(root, '.cache', 'spring')

/** Milliseconds that Maven waits for a response; its default is half an hour. */
const NETWORK_TIMEOUT = 60_000

/** Milliseconds that the whole build may take, including the first download. */
const BUILD_TIMEOUT = 4 * 60_000

/** The built authorization server, to be started with `java -jar`. */
export interface SpringServer {
  java: string
  jar: string
}

/**
 * Finds the build of the project's present sources.
 *
 * @throws Error when it was not built; {@link ensureSpringServer} does it.
 */
export function springServer(): SpringServer {
  const jar = jarOf(sourcesHash(SOURCES))
  const tools = findJavaTools()
  if (!tools || !existsSync(jar)) throw new Error(`${relative(root, jar)} is not there: run \`npm run test:spring\`, which builds it`)
  return { java: tools.java, jar }
}

/**
 * Builds the authorization server with Maven unless the cache folder has a build of the same sources. What Maven
 * downloads goes into its own repository (`~/.m2` by default), outside of the checkout.
 *
 * @throws Error when Java or Maven cannot be had, or when the build fails; it names a registry that did not answer.
 */
export async function ensureSpringServer(): Promise<SpringServer> {
  const { java, maven } = await ensureJavaTools()
  const hash = sourcesHash(SOURCES)
  const jar = jarOf(hash)
  if (existsSync(jar)) return { java, jar }

  rmSync(builds, { recursive: true, force: true })
  const started = Date.now()
  const unfinished = join(builds, `${hash}.unfinished`)
  let output = ''
  const code = await run(maven, [
    // `-U` repeats downloads that failed the last time.
    '--batch-mode', '--no-transfer-progress', '--quiet', '-U', `-Dbuild.folder=${unfinished}`,
    `-Dmaven.wagon.rto=${NETWORK_TIMEOUT}`, `-Dmaven.wagon.http.connectionTimeout=${NETWORK_TIMEOUT}`,
    '-f', join(project, 'pom.xml'), 'package',
  ], { timeout: BUILD_TIMEOUT, onOutput: text => void (output += text) })
  if (code !== 0) throw new Error(mavenFailure(output) ?? `Maven could not build ${relative(root, project)}: exit code ${code}; see its output above`)
  renameSync(unfinished, join(builds, hash))
  console.log(`Built the authorization server in ${((Date.now() - started) / 1000).toFixed(1)} s`)
  return { java, jar }
}

/**
 * The message about a build that failed because of a registry.
 *
 * @param output of Maven.
 * @returns `undefined` when the build failed for another reason.
 */
export function mavenFailure(output: string): string | undefined {
  // `Could not transfer artifact G:A:pom:V from/to central (https://…): transfer failed for …: Connection refused`. The
  // last such line has the reason: in the lines before it Maven repeats only the beginning.
  const [, artifact, registry, reason] = [...output.matchAll(/Could not transfer (?:artifact|metadata) (\S+) from\/to (\S+ \([^\s)]*\)): (.+)/g)].at(-1) ?? []
  if (artifact === undefined || reason === undefined) return undefined
  return `Maven's registry ${registry} could not be reached, while it was asked for ${artifact}: ${reason.replace(/ and 'parent\.relativePath'[^:]*| -> \[Help.*/g, '')}. `
    + 'The tests against Spring Authorization Server need it once; what was downloaded is kept in Maven\'s own repository (~/.m2). '
    + 'Behind a proxy or with a mirror: ~/.m2/settings.xml.'
}

function jarOf(hash: string): string {
  return join(builds, hash, 'authorization-server.jar')
}
