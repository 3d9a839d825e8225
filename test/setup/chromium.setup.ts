import { attempt } from './attempt.ts'
import { ensureChromium } from './chromium.ts'

/** Global setup of the suites that need Chromium: installs it where there is none. */
export default async function setup(): Promise<void> {
  await attempt(ensureChromium)
}
