import { lstatSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Part, PartContext } from '../lib/part.ts'
import { judged } from '../lib/rows.ts'
import type { Row } from '../lib/rows.ts'
import { buildFolder, shopSettings, serverEntry } from '../lib/shop.ts'
import type { BuildName } from '../lib/shop.ts'
import { startNuxt } from '../lib/servers.ts'
import type { BenchServer } from '../lib/servers.ts'

const MB = 1024 * 1024

/** What the module adds to what is deployed, and to what browsers download: an app with pages, with the module and without. */
export const size: Part = {
  builds: ['with-module', 'without-module', 'worker-with-module', 'worker-without-module'],
  async run({ part, keep, upstream }) {
    const browser = async (name: BuildName) => await downloadedBytes(await keep(startNuxt(serverEntry(name), shopSettings(upstream))))
    return {
      rows: [
        added(part, { name: 'serverSize', label: 'added to .output/server', goal: { atMost: MB } }, folderBytes('with-module'), folderBytes('without-module')),
        added(part, { name: 'workerSize', label: 'added to a worker\'s bundle', goal: { atMost: 350 * 1024 } }, folderBytes('worker-with-module'), folderBytes('worker-without-module')),
        added(part, { name: 'workerSizeGzipped', label: 'added to a worker\'s bundle, gzipped' }, folderBytes('worker-with-module', gzipped), folderBytes('worker-without-module', gzipped)),
        added(part, { name: 'browserSize', label: 'added to what the browser downloads, gzipped', goal: { atMost: 8 * 1024 } }, await browser('with-module'), await browser('without-module')),
      ],
    }
  },
}

function added(part: PartContext['part'], row: Pick<Row, 'name' | 'label' | 'goal'>, withModule: number, withoutModule: number): Row {
  return judged({ ...row, part, unit: 'bytes', better: 'less', value: withModule - withoutModule, note: `${withModule} with the module, ${withoutModule} without` })
}

const gzipped = (file: string): number => gzipSync(readFileSync(file)).length

/** Bytes of all files of a build's server; of its scripts only for a worker, which has nothing else. */
function folderBytes(name: BuildName, sizeOf: (file: string) => number = file => lstatSync(file).size): number {
  const folder = join(buildFolder(name), 'output', 'server')
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && !entry.name.endsWith('.map'))
    .reduce((sum, { parentPath, name: file }) => sum + sizeOf(join(parentPath, file)), 0)
}

/** Gzipped bytes of all scripts that the start page names: those that run, and those that the browser fetches for later. */
async function downloadedBytes(server: BenchServer): Promise<number> {
  const html = await (await fetch(`${server.url}/`)).text()
  const paths = new Set([...html.matchAll(/(?:src|href)="(\/_nuxt\/[^"]+\.m?js)"/g)].map(([, path]) => path!))
  if (paths.size === 0) throw new Error('The start page has no script')
  const scripts = await Promise.all([...paths].map(async path => Buffer.from(await (await fetch(server.url + path)).arrayBuffer())))
  return scripts.reduce((sum, script) => sum + gzipSync(script).length, 0)
}
