/** Removes the access token that was sent from what SAP, or a server in front of it, answers. */

/** Shorter encoded texts are ignored: they could match by chance. Real tokens are far longer. */
const MIN_ENCODED = 12

/** The text with the token replaced, also where it is a part of something in base64 or base64url. */
export function redactToken(text: string, token: string): string {
  return spellings(token).reduce((redacted, spelling) => redacted.replaceAll(spelling, '[…]'), text)
}

/** @returns whether a text has the token, in base64 or base64url too. */
export function createTokenSearch(token: string): (text: string) => boolean {
  const searched = spellings(token)
  return text => searched.some(spelling => text.includes(spelling))
}

/**
 * The token, and how it looks in base64. Base64 turns three bytes into four characters, so the result depends on the
 * token's position modulo 3. The first and last characters, which also hold bits of the neighbours, are cut off.
 */
function spellings(token: string): string[] {
  const bytes = Array.from(new TextEncoder().encode(token), byte => String.fromCharCode(byte)).join('')
  const encoded = [0, 1, 2].map(before => btoa(' '.repeat(before) + bytes).slice(Math.ceil(before * 8 / 6), Math.floor((before + bytes.length) * 8 / 6)))
  return [token, ...[...encoded, ...encoded.map(text => text.replaceAll('+', '-').replaceAll('/', '_'))].filter(text => text.length >= MIN_ENCODED)]
}
