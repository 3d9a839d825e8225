import process from 'node:process'
import { attempt } from './attempt.ts'
import { ensureChromium, installHeadlessShell } from './chromium.ts'

/** Global setup of the suites that need Chromium: installs it where there is none. In CI its headless shell, to be quicker. */
export default async function setup(): Promise<void> {
  if (process.env.CI === 'true') await installHeadlessShell()
  await attempt(ensureChromium)
}
