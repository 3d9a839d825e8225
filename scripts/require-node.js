/**
 * Loaded before a script (`node --import ./scripts/require-node.js scripts/dev.ts`): says what to do when the script
 * could not start. Plain JavaScript without dependencies, because it has to run on any Node, before anything is
 * installed.
 */
import { existsSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const root = new URL('../', import.meta.url)
const advice = missing(root)
if (advice) {
  console.error(`\n${advice}\n`)
  process.exit(1)
}

/**
 * @param {URL} root of the repository.
 * @returns {string | undefined} a text that says what is missing and how to get it.
 */
function missing(root) {
  if (!existsSync(new URL('node_modules/nuxt/package.json', root))) {
    return `The dependencies are not installed. Run \`npm ci\` in ${fileURLToPath(root)} first.`
  }
  // The scripts are TypeScript, which Node runs from 22.18 on.
  if (!process.features.typescript) {
    return `The scripts of this repository do not run on Node ${process.versions.node}. \`npm ci\` installs the Node 22 that they `
      + 'run on with an install script of the package `node`, which was not executed (--ignore-scripts?).\n'
      + 'Run `npm rebuild node --ignore-scripts=false`, or use Node 22.19 or later.'
  }
  return undefined
}
