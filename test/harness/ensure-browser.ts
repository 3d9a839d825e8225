import { ensureChromium } from '../../scripts/lib/chromium.ts'

/** vitest's global setup of the browser tests. */
export default async function setup(): Promise<void> {
  await ensureChromium()
}
