/** Runs what a button starts, one at a time: a button that were `disabled` meanwhile would lose the focus. Has the message to show when it fails. */
export function useAttempt() {
  const message = ref('')
  const isBusy = ref(false)

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    if (isBusy.value) return
    message.value = ''
    isBusy.value = true
    try {
      await work()
    }
    catch (error) {
      message.value = messageOf(error)
    }
    finally {
      isBusy.value = false
    }
  }

  return { message, isBusy, attempt }
}
