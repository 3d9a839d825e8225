import { readFileSync, readdirSync } from 'node:fs'
import { join, posix, relative } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { root } from '../../scripts/lib/run.ts'

describe('the package', () => {
  const { files } = inject('packed')

  it('contains the build, the documentation, LICENSE, CHANGELOG, SECURITY and nothing else', () => {
    const docs = readdirSync(join(root, 'docs'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(({ parentPath, name }) => posix.join('docs', relative(join(root, 'docs'), parentPath), name))
    const wanted = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'package.json', ...docs]
    expect(files.filter(file => !file.startsWith('dist/')).sort()).toEqual(wanted.sort())
  })

  it('contains what its documents link to, but for tests, measurements, examples and the stand-in', () => {
    const documents = files.filter(file => /^(?:docs\/)?[^/]+\.(?:md|txt)$/.test(file))
    const missing = documents.flatMap(document => linksOf(document).filter(target => !files.includes(target) && !/^(?:test|bench|examples|packages)\//.test(target)).map(target => `${document}: ${target}`))
    expect(missing).toEqual([])
    expect(linksOf('README.md').filter(target => !files.includes(target))).toEqual([])
  })

  it('contains the module and its types', () => {
    for (const file of ['dist/module.mjs', 'dist/types.d.mts', 'dist/module.json']) expect(files).toContain(file)
  })

  it('contains what package.json exports', () => {
    for (const target of exportTargets()) expect(files).toContain(target)
  })

  it('contains no test, no TypeScript source and no environment file', () => {
    expect(files.filter(file => /\.(?:test|spec)\.|(?<!\.d)\.[cm]?ts$|\.env|tsconfig/.test(file))).toEqual([])
  })

  it('declares what it needs at run time', () => {
    const { dependencies, peerDependencies } = readPackageJson()
    // The package itself, in examples of generated code.
    const known = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies), 'nuxt-sapcc'])
    const unknown = new Set<string>()
    for (const file of files.filter(file => /\.m?js$/.test(file))) {
      for (const [, name] of readFileSync(join(root, file), 'utf8').matchAll(/^(?:import|(?:import|export)\s[^'"\n]+\sfrom)\s*['"]((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[^'"]*)?['"]/gm)) {
        if (name && !known.has(name) && !name.startsWith('node')) unknown.add(`${name} (${file})`)
      }
    }
    expect([...unknown]).toEqual([])
  })
})

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
