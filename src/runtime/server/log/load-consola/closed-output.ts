import process from 'node:process'

/**
 * Keeps a server working after the program that reads its output has ended. `consola` writes to the streams itself: without a
 * listener a failed write is an uncaught exception, which Nitro writes to the same stream, and so on without an end.
 */
export function ignoreClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.listenerCount('error') === 0) stream.on('error', () => undefined)
  }
}
