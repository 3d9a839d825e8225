import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** What the browser downloads. Bytes, gzipped. */
export interface BundleSize {
  with: number
  without: number
  /** For the module, `@vue-storefront/sdk` included. */
  added: number
}

/** Compares two builds of the same app, one of them without the module. @param withModule its build folder */
export function measureBundle(withModule: string, withoutModule: string): BundleSize {
  const sizes = { with: scriptBytes(withModule), without: scriptBytes(withoutModule) }
  return { ...sizes, added: sizes.with - sizes.without }
}

/** The scripts that a build serves to browsers, by path. */
export function clientScripts(buildFolder: string): Map<string, string> {
  const folder = join(buildFolder, 'output', 'public')
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path => /\.m?js$/.test(path))
  return new Map(scripts.map(path => [path, readFileSync(join(folder, path), 'utf8')]))
}

function scriptBytes(buildFolder: string): number {
  return [...clientScripts(buildFolder).values()].reduce((sum, script) => sum + gzipSync(script).length, 0)
}
