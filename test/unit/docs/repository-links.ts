import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { homepage: string, files: string[] }

/** The beginning of the address of a file or folder of this repository. */
export const IN_REPOSITORY = new RegExp(`^${manifest.homepage.replace(/#.*/, '').replaceAll('.', '\\.')}/(?:blob|tree)/main/`)

/** Whether the package has a file, by its path in the repository. npm adds the first three by itself. */
export function isShipped(path: string): boolean {
  return ['README.md', 'LICENSE', 'package.json', ...manifest.files].some(entry => path === entry || path.startsWith(`${entry}/`))
}
