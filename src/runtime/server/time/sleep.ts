/** Waits, without keeping the process alive. @param ms milliseconds */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    unref(setTimeout(resolve, ms))
  })
}

/**
 * Waits for a promise for a limited time.
 *
 * @returns whether it settled in time, fulfilled or rejected. The caller handles the rejection.
 */
export async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, ms, false)
  })
  try {
    return await Promise.race([work.then(() => true, () => true), late])
  }
  finally {
    clearTimeout(timer)
  }
}

/** Keeps a timer from holding the process open. Only Node's timers have `unref`. */
export function unref<Timer>(timer: Timer): Timer {
  (timer as { unref?: () => void }).unref?.()
  return timer
}

/** Lets everything run that is ready by now. */
export function nextTask(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (work: () => void) => unknown }
  return new Promise(resolve => void (setImmediate ? setImmediate(resolve) : setTimeout(resolve, 0)))
}
