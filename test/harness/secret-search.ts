/** Where a secret was found, for a test's message: never the secret itself. */
export interface Finding {
  secret: string
  encoding: string
  place: string
}

/** Shorter values would be found by chance. */
const MIN_LENGTH = 8

/** From here on a half is as good as the whole, and as telling. */
const HALVES_FROM = 40

/**
 * Looks for secrets in texts, as they are and as programs write them: encoded for addresses, JSON, HTML and base64 (also
 * in the middle of something longer), and long ones by their halves. Of a JWT its header is no secret; the rest is.
 */
export class SecretSearch {
  readonly #needles = new Map<string, { secret: string, encoding: string }>()

  /** @param secret what it is called in a finding, e.g. `access token`. */
  add(secret: string, value: string): void {
    if (value.length < MIN_LENGTH) throw new RangeError(`"${secret}" is too short to be recognised`)
    for (const piece of pieces(value)) {
      for (const [encoding, needle] of spellings(piece)) {
        if (!this.#needles.has(needle)) this.#needles.set(needle, { secret, encoding })
      }
    }
  }

  /** What is searched for. */
  get secrets(): Set<string> {
    return new Set([...this.#needles.values()].map(({ secret }) => secret))
  }

  /** @param place where the text is from, e.g. `GET /account`. */
  find(place: string, text: string | Uint8Array): Finding[] {
    const haystack = typeof text === 'string' ? text : Buffer.from(text).toString('latin1')
    return [...this.#needles].filter(([needle]) => haystack.includes(needle)).map(([, found]) => ({ ...found, place }))
  }

  /** Looks through everything a browser gets of a response but the module's own cookies, which are encrypted. */
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

/** Base64 of the same bytes differs by where in a group of three they begin: each of the three, without the digits that depend on neighbours. */
function base64Anywhere(value: string, format: 'base64' | 'base64url'): string[] {
  return [0, 1, 2].map((offset) => {
    const bytes = Buffer.from(`${'\0'.repeat(offset)}${value}`)
    const digits = bytes.toString(format).replace(/=+$/, '')
    return digits.slice(Math.ceil(offset * 8 / 6), Math.floor(bytes.length * 8 / 6))
  })
}
