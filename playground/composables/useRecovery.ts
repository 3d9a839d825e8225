const FIRST_PAUSE = 2000
const LONGEST_PAUSE = 30_000

/**
 * Tries again by itself while an outage lasts, at growing intervals, and at once when the page is looked at again.
 *
 * @param outage what the last attempt failed with; `undefined` when there is nothing to wait for.
 */
export function useRecovery(outage: () => unknown, retry: () => void): void {
  let pause = FIRST_PAUSE
  let timer: ReturnType<typeof setTimeout> | undefined

  function schedule(): void {
    clearTimeout(timer)
    if (outage() === undefined) return
    timer = setTimeout(() => {
      pause = Math.min(pause * 2, LONGEST_PAUSE)
      if (!document.hidden) retry()
      // The next error restarts it; one that stays the same does not.
      schedule()
    }, pause)
  }

  function lookedAt(): void {
    if (!document.hidden && outage() !== undefined) retry()
  }

  onMounted(() => {
    schedule()
    watch(outage, schedule)
    document.addEventListener('visibilitychange', lookedAt)
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', lookedAt)
  })
}
