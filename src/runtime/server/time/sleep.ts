/** Waits without keeping the process alive for it. @param ms milliseconds */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    unref(setTimeout(resolve, ms))
  })
}

/**
 * Waits for something, but not forever.
 *
 * @returns whether it settled within the time; its error, if it has one, is the caller's business.
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

/** A timer that need not keep the process alive; only Node's know how. */
export function unref<Timer>(timer: Timer): Timer {
  (timer as { unref?: () => void }).unref?.()
  return timer
}

/** Lets everything run that is ready by now. */
export function nextTask(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (work: () => void) => unknown }
  return new Promise(resolve => void (setImmediate ? setImmediate(resolve) : setTimeout(resolve, 0)))
}
