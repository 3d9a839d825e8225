import { attempt } from './attempt.ts'
import { ensureRedis } from './redis.ts'

/** Global setup of the suites that need Redis: installs it where there is none. */
export default async function setup(): Promise<void> {
  await attempt(ensureRedis)
}
