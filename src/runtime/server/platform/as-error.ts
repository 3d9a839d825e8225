/** What was thrown, as an `Error`: Nitro's error listeners expect one. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
