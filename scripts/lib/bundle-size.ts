import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** What the module may add to what the browser downloads, `@vue-storefront/sdk` included. Bytes, gzipped. */
export const MAX_BUNDLE = 8.5 * 1024

/** What the browser downloads. Bytes, gzipped. */
export interface BundleSize {
  with: number
  without: number
  /** For the module, `@vue-storefront/sdk` included. */
  added: number
}

/**
 * Compares two builds of the same app. All scripts count, those included that a page may never load.
 *
 * @param withModule build folder of the app with the module.
 * @param withoutModule the same of the app without it.
 */
export function measureBundle(withModule: string, withoutModule: string): BundleSize {
  const sizes = { with: scriptBytes(withModule), without: scriptBytes(withoutModule) }
  return { ...sizes, added: sizes.with - sizes.without }
}

/** The scripts that a build serves to browsers, by path. */
export function clientScripts(buildFolder: string): Map<string, string> {
  const folder = join(buildFolder, 'output', 'public')
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path => /\.m?js$/.test(path))
  return new Map(paths.map(path => [path, readFileSync(join(folder, path), 'utf8')]))
}

function scriptBytes(buildFolder: string): number {
  return [...clientScripts(buildFolder).values()].reduce((sum, script) => sum + gzipSync(script).length, 0)
}
