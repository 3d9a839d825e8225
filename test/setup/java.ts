import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { installDebianPackage } from './debian.ts'
import { findOnPath, findProgram } from './programs.ts'

/** Spring Boot 3 needs this version or a later one. */
const OLDEST = 17

/** Executables for the tests against Spring's authorization server. */
export interface JavaTools {
  java: string
  maven: string
}

/**
 * Paths of Java and Maven: the JDK of `JAVA_HOME`, else one on `PATH`; `MAVEN_PATH`, else an `mvn` on `PATH`.
 * `undefined` when one is missing or the JDK is older than 17.
 *
 * @throws Error when `MAVEN_PATH` is set to something that cannot be executed.
 */
export function findJavaTools(env: NodeJS.ProcessEnv = process.env): JavaTools | undefined {
  const path = env.JAVA_HOME ? join(env.JAVA_HOME, 'bin') : env.PATH
  const java = findOnPath(['java'], path)
  const maven = findProgram('MAVEN_PATH', ['mvn'], env)
  // A Java runtime without a compiler, as Debian's Maven depends on, is not enough.
  if (!java || !maven || !findOnPath(['javac'], path) || majorVersion(java) < OLDEST) return undefined
  return { java, maven }
}

/**
 * Finds Java and Maven and installs Debian's when one is missing. Writes to stdout what it does.
 *
 * @throws Error with advice when one is missing and could not be installed.
 */
export async function ensureJavaTools(): Promise<JavaTools> {
  const reasons: string[] = []
  for (const name of findJavaTools() ? [] : ['default-jdk-headless', 'maven']) {
    const reason = await installDebianPackage(name)
    if (reason) reasons.push(reason)
  }
  const found = findJavaTools()
  if (found) {
    console.log(`Java: ${found.java}, Maven: ${found.maven}`)
    return found
  }
  throw new Error(`The tests against Spring Authorization Server need a JDK from version ${OLDEST} on and Maven, and they could not be installed`
    + `${reasons.length > 0 ? `: ${[...new Set(reasons)].join('; ')}` : ''}. Install them (Debian: apt-get install default-jdk-headless maven, `
    + 'macOS: brew install openjdk maven), or set JAVA_HOME to the JDK and MAVEN_PATH to the executable of Maven.')
}

/** The major version of a Java. Its first line of output is like `openjdk 17.0.15 2025-04-15`. 0 when it has no version, as with Java 8, which does not know `--version`. */
function majorVersion(java: string): number {
  try {
    const text = execFileSync(java, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return Number(/^\S+ (\d+)/.exec(text)?.[1] ?? 0)
  }
  catch {
    return 0
  }
}
