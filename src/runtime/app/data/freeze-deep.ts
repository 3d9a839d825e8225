/**
 * Makes a change of a value fail. In development only: components share what a call has answered, and one that changes
 * it would change what the others show.
 *
 * @param value plain data, without cycles: an answer as JSON. Files and other objects of classes are left alone.
 */
export function freezeDeep(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return
  Object.freeze(value)
  for (const inner of Object.values(value)) freezeDeep(inner)
}
