/**
 * Compares a text that a client has sent with a secret.
 *
 * @returns whether they are equal; how long it takes depends on the length of the secret only.
 */
export function isSameText(given: string, secret: string): boolean {
  let difference = given.length ^ secret.length
  // Beyond the end of the given text the code is NaN, which counts as 0.
  for (let index = 0; index < secret.length; index++) difference |= given.charCodeAt(index) ^ secret.charCodeAt(index)
  return difference === 0
}
