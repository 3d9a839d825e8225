/**
 * Runs a preparation of a suite. When it fails, its error is printed and the tests run nevertheless: those that need what
 * is missing fail, and the others are not kept from running.
 */
export async function attempt(preparation: () => Promise<unknown>): Promise<void> {
  try {
    await preparation()
  }
  catch (error) {
    report(error)
  }
}

/** Prints the error of a preparation. */
export function report(error: unknown): void {
  console.error(error instanceof Error ? error.message : error)
}
