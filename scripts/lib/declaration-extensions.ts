import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'

/**
 * Gives the relative imports and exports of declaration files the extensions
 * that TypeScript wants under `moduleResolution: nodenext`. The module builder
 * leaves some forms without them (`export type * from './types'`).
 *
 * @param files paths of `.d.ts` files, which are rewritten.
 */
export function addDeclarationExtensions(files: readonly string[]): void {
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    const { importedFiles } = ts.preProcessFile(text, true, true)
    // From the end, so that positions before a change stay valid.
    const changed = importedFiles.sort((a, b) => b.pos - a.pos).reduce((result, { fileName, pos }) => {
      const whole = withExtension(fileName, dirname(file))
      // The position is that of the quotation mark.
      const start = pos + 1
      return whole === undefined ? result : result.slice(0, start) + whole + result.slice(start + fileName.length)
    }, text)
    if (changed !== text) writeFileSync(file, changed)
  }
}

/** The extension to add to an import. @returns `undefined` when none has to be added. */
function withExtension(specifier: string, folder: string): string | undefined {
  if (!/^\.{1,2}(?:\/|$)/.test(specifier)) return undefined
  const path = join(folder, specifier)
  if (existsSync(`${path}.d.ts`)) return `${specifier}.js`
  return existsSync(join(path, 'index.d.ts')) ? `${specifier.replace(/\/$/, '')}/index.js` : undefined
}
