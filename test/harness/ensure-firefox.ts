import { ensureFirefox } from '../../scripts/lib/firefox.ts'

/** vitest's global setup of the tests in Firefox. */
export default async function setup(): Promise<void> {
  await ensureFirefox()
}
