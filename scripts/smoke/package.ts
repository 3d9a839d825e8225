import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import { promisify } from 'node:util'
import { root, toolEnvironment } from '../lib/run.ts'
import type { Check } from './check.ts'

export interface PackedPackage {
  /** Path of the tarball. */
  tarball: string
  /** Paths of the files in it. */
  files: string[]
}

/**
 * Builds the package and packs it as it would be published.
 *
 * @param folder where the tarball is put
 * @throws Error with npm's output when the build fails.
 */
export async function packPackage(folder: string): Promise<PackedPackage> {
  const execute = promisify(execFile)
  const options = { cwd: root, env: toolEnvironment(), maxBuffer: 64 * 1024 * 1024 }
  // The build runs first and separately, because npm mixes the output of `prepack` with that of `--json`.
  await execute('npm', ['run', 'build'], options)
  const { stdout } = await execute('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], options)
  const [packed] = readPackOutput(stdout)
  if (!packed) throw new Error(`npm pack said nothing about a package: ${stdout}`)
  return { tarball: join(folder, packed.filename), files: packed.files.map(file => file.path) }
}

/** Packs the stand-in for SAP Commerce, which is published beside the module. @param folder where the tarball is put */
export async function packStandIn(folder: string): Promise<PackedPackage> {
  const execute = promisify(execFile)
  const options = { cwd: root, env: toolEnvironment(), maxBuffer: 64 * 1024 * 1024 }
  await execute('npm', ['run', 'build', '--workspace', 'nuxt-sapcc-stand-in'], options)
  const { stdout } = await execute('npm', ['pack', '--workspace', 'nuxt-sapcc-stand-in', '--json', '--ignore-scripts', '--pack-destination', folder], options)
  const [packed] = readPackOutput(stdout)
  if (!packed) throw new Error(`npm pack said nothing about a package: ${stdout}`)
  return { tarball: join(folder, packed.filename), files: packed.files.map(file => file.path) }
}

function readPackOutput(stdout: string): { filename: string, files: { path: string }[] }[] {
  const output: unknown = JSON.parse(stdout)
  // npm 12 answers with an object keyed by package name, those before with an array.
  return (Array.isArray(output) ? output : Object.values(output as object)) as { filename: string, files: { path: string }[] }[]
}

export const packageChecks: readonly Check<PackedPackage>[] = [
  {
    name: 'contains the build, the documentation, LICENSE, CHANGELOG, SECURITY and nothing else',
    run({ files }) {
      const docs = readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(({ parentPath, name }) => posix.join('docs', relative(join(root, 'docs'), parentPath), name))
      const wanted = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json', ...docs]
      assert.deepEqual(files.filter(file => !file.startsWith('dist/')).sort(), wanted.sort())
    },
  },
  {
    name: 'contains what its documents link to, but for tests, measurements, examples and the stand-in',
    run({ files }) {
      const documents = files.filter(file => /^(?:docs\/)?[^/]+\.(?:md|txt)$/.test(file))
      const missing = documents.flatMap(document => linksOf(document).filter(target => !files.includes(target) && !/^(?:test|bench|examples|packages)\//.test(target)).map(target => `${document}: ${target}`))
      assert.deepEqual(missing, [])
      assert.deepEqual(linksOf('README.md').filter(target => !files.includes(target)), [])
    },
  },
  {
    name: 'contains the module and its types',
    run({ files }) {
      for (const file of ['dist/module.mjs', 'dist/types.d.mts', 'dist/module.json']) assert.ok(files.includes(file), `${file} is missing`)
    },
  },
  {
    name: 'contains what package.json exports',
    run({ files }) {
      for (const target of exportTargets()) assert.ok(files.includes(target), `${target} is missing`)
    },
  },
  {
    name: 'contains no test, no TypeScript source and no environment file',
    run({ files }) {
      assert.deepEqual(files.filter(file => /\.(?:test|spec)\.|(?<!\.d)\.[cm]?ts$|\.env|tsconfig/.test(file)), [])
    },
  },
  {
    name: 'declares what it needs at run time',
    run({ files }) {
      const { dependencies, peerDependencies } = readPackageJson()
      // The package itself, in examples of generated code.
      const known = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies), 'nuxt-sapcc'])
      const unknown = new Set<string>()
      for (const file of files.filter(file => /\.m?js$/.test(file))) {
        for (const [, name] of readFileSync(join(root, file), 'utf8').matchAll(/^(?:import|(?:import|export)\s[^'"\n]+\sfrom)\s*['"]((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[^'"]*)?['"]/gm)) {
          if (name && !known.has(name) && !name.startsWith('node')) unknown.add(`${name} (${file})`)
        }
      }
      assert.deepEqual([...unknown], [])
    },
  },
]

/** The files that a document links to, relative to the package. */
function linksOf(document: string): string[] {
  const text = readFileSync(join(root, document), 'utf8')
  return [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)/g)].map(([, target = '']) => posix.join(posix.dirname(document), target))
}

interface PackageJson {
  dependencies: Record<string, string>
  peerDependencies: Record<string, string>
  exports: Record<string, Record<string, string>>
}

function readPackageJson(): PackageJson {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as PackageJson
}

function exportTargets(): string[] {
  return Object.values(readPackageJson().exports).flatMap(entry => Object.values(entry)).map(target => target.replace(/^\.\//, ''))
}
