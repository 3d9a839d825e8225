/** Runs what a button starts, one at a time, and keeps the keyboard's focus: a button would lose it if it were `disabled` meanwhile. Has the message to show when it fails. */
export function useAttempt() {
  const message = ref('')
  const isBusy = ref(false)

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    if (isBusy.value) return
    const pressed = document.activeElement
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
      await nextTick()
      // The button may be gone with what it did, such as the cart's last line: the focus goes to the page's heading.
      if (!pressed?.isConnected && document.activeElement === document.body) document.querySelector('h1')?.focus()
    }
  }

  return { message, isBusy, attempt }
}
