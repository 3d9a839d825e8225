import type { Clock } from '../time/clock'
import { systemClock } from '../time/clock'
import { sleep } from '../time/sleep'

/** Between attempts. Milliseconds. */
const INTERVAL = 500

/**
 * Retries work until it succeeds or the time is over. Never rejects: the storage logs its outages itself.
 *
 * @param duration milliseconds.
 */
export async function retryUntilDone(work: () => Promise<unknown>, duration: number, { monotonic }: Pick<Clock, 'monotonic'> = systemClock): Promise<void> {
  const deadline = monotonic() + duration
  while (monotonic() < deadline) {
    try {
      await work()
      return
    }
    catch {
      await sleep(INTERVAL)
    }
  }
}
