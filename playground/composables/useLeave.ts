/** Signs out and leaves the pages that are the customer's own. */
export function useLeave() {
  const { signOut } = useSapccSession()

  return async (): Promise<void> => {
    await signOut()
    await navigateTo('/')
  }
}
