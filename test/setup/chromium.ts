import process from 'node:process'
import { chromium } from 'playwright-core'
import { installDebianPackage } from './debian.ts'
import { findOnPath, findProgram, isExecutable } from './programs.ts'
import { run } from '../../scripts/lib/run.ts'

/** The browser without windows, in a package of Debian's by this name: its pages take little more than half of the CPU time. */
const SHELL = 'chromium-headless-shell'
const PROGRAM_NAMES = [SHELL, 'chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'] as const

/**
 * Path of the browser for the tests: `CHROMIUM_PATH`, else Chromium's headless shell, a Chromium or a Chrome on `PATH`, else
 * the one that Playwright manages. `undefined` when there is none.
 *
 * @throws Error when `CHROMIUM_PATH` is set to something that cannot be executed.
 */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const found = findProgram('CHROMIUM_PATH', PROGRAM_NAMES, env)
  if (found !== undefined) return found
  const managed = chromium.executablePath()
  return managed && isExecutable(managed) ? managed : undefined
}

/** Installs the headless shell where that is possible without asking, beside another browser, too. Not where `CHROMIUM_PATH` names one. */
export async function installHeadlessShell(): Promise<void> {
  if (!process.env.CHROMIUM_PATH && !findOnPath([SHELL], process.env.PATH)) await installDebianPackage(SHELL)
}

/**
 * Finds the browser for the tests and installs one when there is none: Debian's headless shell or Chromium through apt as root,
 * else one managed by Playwright. Writes to stdout what it does.
 *
 * @returns the path of the executable
 * @throws Error with advice when no browser could be found or installed.
 */
export async function ensureChromium(): Promise<string> {
  const found = findChromium()
  if (found) {
    console.log(`Chromium: ${found}`)
    return found
  }
  const reasons = [await installDebianPackage(SHELL, 'chromium')]
  if (!findChromium()) {
    console.log('Chromium is missing: installing one that Playwright manages')
    const code = await run('playwright-core', ['install', 'chromium'])
    if (code !== 0) reasons.push(`playwright-core install chromium ended with exit code ${code}; see its output above`)
  }
  const installed = findChromium()
  if (installed) {
    console.log(`Chromium: ${installed}`)
    return installed
  }
  throw new Error('The browser tests need Chromium, and it could not be installed: '
    + `${reasons.filter(reason => reason !== undefined).join('; ')}. Install it by hand `
    + '(Debian: apt-get install chromium-headless-shell) or set CHROMIUM_PATH to the executable of a Chromium or Chrome.')
}
