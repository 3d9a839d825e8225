/** `npm run ensure:chromium`: makes sure that the browser tests have a Chromium. */
import process from 'node:process'
import { ensureChromium } from './lib/chromium.ts'

try {
  await ensureChromium()
}
catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
