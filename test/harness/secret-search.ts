/** Where a secret was found, for a test's message: never the secret itself. */
export interface Finding {
  secret: string
  encoding: string
  place: string
}

/** Minimum length of a secret, in characters. Shorter ones would be found by chance. */
const MIN_LENGTH = 8

/** Secrets of this length or more are also searched for by their halves: finding a half is as certain as finding the whole. */
const HALVES_FROM = 40

/**
 * Searches texts for secrets, as they are and as programs write them: encoded for URLs, JSON, HTML and base64 (also
 * in the middle of a longer text), and long ones by their halves. The header of a JWT is no secret, but the rest is.
 */
export class SecretSearch {
  readonly #needles = new Map<string, { secret: string, encoding: string }>()

  /** @param secret name of the secret in findings, e.g. `access token`. */
  add(secret: string, value: string): void {
    if (value.length < MIN_LENGTH) throw new RangeError(`"${secret}" is too short to be recognised`)
    for (const piece of pieces(value)) {
      for (const [encoding, needle] of spellings(piece)) {
        if (!this.#needles.has(needle)) this.#needles.set(needle, { secret, encoding })
      }
    }
  }

  /** The names of the secrets that are searched for. */
  get secrets(): Set<string> {
    return new Set([...this.#needles.values()].map(({ secret }) => secret))
  }

  /** Searches a text. @param place where the text comes from, e.g. `GET /account`. */
  find(place: string, text: string | Uint8Array): Finding[] {
    const haystack = typeof text === 'string' ? text : Buffer.from(text).toString('latin1')
    return [...this.#needles].filter(([needle]) => haystack.includes(needle)).map(([, found]) => ({ ...found, place }))
  }

  /** Searches everything that a browser gets of a response, except for the module's own cookies, which are encrypted. */
  async findInResponse(response: Response): Promise<Finding[]> {
    const place = `${response.status} ${new URL(response.url).pathname}`
    const headers = [...response.headers].filter(([name]) => name !== 'set-cookie').map(([name, value]) => `${name}: ${value}`)
    const cookies = response.headers.getSetCookie().filter(cookie => !/^(?:__Host-)?sapcc-/.test(cookie))
    const body = new Uint8Array(await response.clone().arrayBuffer())
    return [...this.find(`${place}, headers`, [...headers, ...cookies].join('\n')), ...this.find(`${place}, body`, body)]
  }
}

function pieces(value: string): string[] {
  const parts = value.split('.')
  const isJwt = parts.length === 3 && parts.every(part => /^[\w-]{10,}$/.test(part))
  const secretParts = isJwt ? parts.slice(1) : [value]
  return [value, ...secretParts.filter(part => part.length >= HALVES_FROM).flatMap((part) => {
    const middle = Math.floor(part.length / 2)
    return [part.slice(0, middle), part.slice(middle)]
  })]
}

function* spellings(value: string): Generator<[encoding: string, text: string]> {
  yield ['plain', value]
  yield ['percent-encoded', encodeURIComponent(value)]
  yield ['form-encoded', new URLSearchParams([['', value]]).toString().slice(1)]
  yield ['JSON', jsonEscaped(value)]
  yield ['JSON in JSON', jsonEscaped(jsonEscaped(value))]
  yield ['HTML', value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll('\'', '&#39;')]
  yield ['hex', Buffer.from(value).toString('hex')]
  for (const format of ['base64', 'base64url'] as const) {
    for (const text of base64Anywhere(value, format)) yield [format, text]
  }
}

function jsonEscaped(value: string): string {
  return JSON.stringify(value).slice(1, -1)
}

/** The base64 of bytes within a longer text depends on their position in a group of three bytes. Returns all three forms, without the digits that depend on the bytes around them. */
function base64Anywhere(value: string, format: 'base64' | 'base64url'): string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.from(`${'\0'.repeat(offset)}${value}`)
    const digits = bytes.toString(format).replace(/=+$/, '')
    return digits.slice(Math.ceil(offset * 8 / 6), Math.floor(bytes.length * 8 / 6))
  })
}
