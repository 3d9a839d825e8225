import { attempt } from './attempt.ts'
import { ensureFirefox } from './firefox.ts'

/** Global setup of the suites that need Firefox: installs it where there is none. */
export default async function setup(): Promise<void> {
  await attempt(ensureFirefox)
}
