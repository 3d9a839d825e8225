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
