/** Runs what a button starts, and has the message to show when it fails. */
export function useAttempt() {
  const message = ref('')
  const isBusy = ref(false)

  async function attempt(work: () => Promise<unknown>): Promise<void> {
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
