import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

/** How much the module may add to the browser's download, including `@vue-storefront/sdk`, in gzipped bytes. */
export const MAX_BUNDLE = 8 * 1024

/** The browser's download in gzipped bytes. */
export interface BundleSize {
  with: number
  without: number
  /** The part for the module, including `@vue-storefront/sdk`. */
  added: number
}

/** A script in Nuxt's manifest of a build. */
interface ManifestEntry {
  file: string
  resourceType?: string
  isEntry?: boolean
  imports?: string[]
  dynamicImports?: string[]
}

/**
 * Compares two builds of the same app: every script that a visit of a page
 * imports, or that Nuxt tells the browser to prefetch.
 *
 * @param withModule build folder of the app with the module.
 * @param withoutModule build folder of the app without the module.
 * @param pages source files of the visited pages, relative to the app's `srcDir`.
 */
export async function measureBundle(withModule: string, withoutModule: string, pages: readonly string[] = []): Promise<BundleSize> {
  const sizes = { with: await downloadedBytes(withModule, pages), without: await downloadedBytes(withoutModule, pages) }
  return { ...sizes, added: sizes.with - sizes.without }
}

/** The scripts that a build serves to browsers, by path. */
export function clientScripts(buildFolder: string): Map<string, string> {
  const folder = publicFolder(buildFolder)
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path => /\.m?js$/.test(path))
  return new Map(paths.map(path => [path, readFileSync(join(folder, path), 'utf8')]))
}

/** The scripts that the visit of some pages imports, or that Nuxt tells the browser to prefetch. */
export async function downloadedScripts(buildFolder: string, pages: readonly string[]): Promise<string[]> {
  const { default: manifest } = await import(pathToFileURL(join(buildFolder, 'dist', 'server', 'client.manifest.mjs')).href) as { default: Record<string, ManifestEntry> }
  const files = new Set<string>()
  const seen = new Set<string>()
  const visit = (name: string): void => {
    const entry = manifest[name]
    if (!entry || seen.has(name)) return
    seen.add(name)
    if (/\.m?js$/.test(entry.file)) files.add(entry.file)
    for (const imported of [...entry.imports ?? [], ...entry.dynamicImports ?? []]) visit(imported)
  }
  for (const [name, { isEntry }] of Object.entries(manifest)) if (isEntry || pages.includes(name)) visit(name)
  if (files.size === 0) throw new Error(`${buildFolder} has no script that a page begins with`)
  return [...files].map(file => readFileSync(join(publicFolder(buildFolder), '_nuxt', file), 'utf8'))
}

/** The same in gzipped bytes. */
export async function downloadedBytes(buildFolder: string, pages: readonly string[]): Promise<number> {
  return (await downloadedScripts(buildFolder, pages)).reduce((sum, script) => sum + gzipSync(script).length, 0)
}

function publicFolder(buildFolder: string): string {
  return join(buildFolder, 'output', 'public')
}
