/**
 * `npm run docs:build` and `npm run docs:dev`: the documentation as a site, in `site/.vitepress/dist` or with live reload. VitePress has a
 * `package.json` of its own, in `site`, which is installed here the first time: nothing else needs its packages.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { root, run, runOrThrow } from './lib/run.ts'

const site = join(root, 'site')
const read = (path: string) => existsSync(path) ? readFileSync(path, 'utf8') : undefined

/** Whether the installed VitePress is the one of the lock file. */
function isInstalled(): boolean {
  const wanted = JSON.parse(read(join(site, 'package-lock.json'))!) as { packages: Record<string, { version: string }> }
  const installed = read(join(site, 'node_modules', 'vitepress', 'package.json'))
  return installed !== undefined && (JSON.parse(installed) as { version: string }).version === wanted.packages['node_modules/vitepress']!.version
}

const [command = 'build', ...args] = process.argv.slice(2)
if (!isInstalled()) await runOrThrow('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: site })
process.exitCode = await run('node', [join(site, 'node_modules', 'vitepress', 'bin', 'vitepress.js'), command, ...args], { cwd: site, timeout: command === 'build' ? 5 * 60_000 : 24 * 60 * 60_000 })
