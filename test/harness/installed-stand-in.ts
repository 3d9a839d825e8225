import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const source = new URL('../../packages/stand-in/src/index.ts', import.meta.url).href

/** Puts the stand-in's package into a project, as an installation does. It is built with a release only: this one leads to its source. */
export function installStandIn(project: string): void {
  const installed = join(project, 'node_modules', 'nuxt-sapcc-stand-in')
  mkdirSync(installed, { recursive: true })
  writeFileSync(join(installed, 'package.json'), JSON.stringify({ type: 'module', exports: { '.': { types: './index.d.ts', default: './index.js' } } }))
  writeFileSync(join(installed, 'index.js'), `export { startSap } from ${JSON.stringify(source)}`)
}
