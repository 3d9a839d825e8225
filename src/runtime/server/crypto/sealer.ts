import { decodeBase64Url, encodeBase64Url, platformAead } from './aead'
import type { Aead, AeadKey } from './aead'

/** What a sealed value is for. Each purpose has a key of its own, so that one cannot be passed off as another. */
export type SealPurpose = 'session' | 'login' | 'logout' | 'grace' | 'cart' | 'store' | 'visitor' | 'assisted'

/** Encrypts and authenticates values that leave the process. */
export interface Sealer {
  seal: (purpose: SealPurpose, text: string) => Promise<string>
  /** @returns the text, or `undefined` for a value that this shop did not seal for this purpose: tampered, truncated or foreign. */
  open: (purpose: SealPurpose, sealed: string) => Promise<string | undefined>
  /** @param value any JSON value. */
  sealValue: (purpose: SealPurpose, value: unknown) => Promise<string>
  /** @returns the parsed JSON value, or `undefined` as for `open`. */
  openValue: (purpose: SealPurpose, sealed: string) => Promise<unknown>
}

/** Version prefix of every sealed value, so that a later format is not misread. */
const VERSION = '1.'

/** Far more than a session needs; longer input is refused before it is decrypted. */
const MAX_SEALED_LENGTH = 64 * 1024

/** The limit for entries of the shop's storage: lists, such as that of revocations to repeat, are longer than a session. */
const MAX_STORED_LENGTH = 1024 * 1024

/**
 * @param passwords the first one seals, all of them open. To rotate without
 * signing customers out, insert the new password at the front.
 */
export function createSealer(passwords: readonly string[], aead: Aead = platformAead()): Sealer {
  const keys = new Map<SealPurpose, Promise<AeadKey[]>>()
  const encoder = new TextEncoder()
  const decoder = new TextDecoder()

  function keysFor(purpose: SealPurpose): Promise<AeadKey[]> {
    const known = keys.get(purpose)
    if (known) return known
    const derived = Promise.all(passwords.map(password => aead.deriveKey(password, `nuxt-sapcc/${purpose}`)))
    keys.set(purpose, derived)
    return derived
  }

  /** Tries the keys one after another. */
  async function openWith(keys: readonly AeadKey[], bytes: Uint8Array): Promise<string | undefined> {
    for (const key of keys) {
      const plaintext = await key.decrypt(bytes)
      if (plaintext) return decoder.decode(plaintext)
    }
    return undefined
  }

  const sealer: Sealer = {
    async seal(purpose, text) {
      const [key] = await keysFor(purpose)
      if (!key) throw new TypeError('A sealer needs at least one password.')
      return VERSION + encodeBase64Url(await key.encrypt(encoder.encode(text)))
    },
    async open(purpose, sealed) {
      if (!sealed.startsWith(VERSION) || sealed.length > (purpose === 'store' ? MAX_STORED_LENGTH : MAX_SEALED_LENGTH)) return undefined
      const bytes = decodeBase64Url(sealed.slice(VERSION.length))
      return bytes && await openWith(await keysFor(purpose), bytes)
    },
    sealValue: (purpose, value) => sealer.seal(purpose, JSON.stringify(value)),
    async openValue(purpose, sealed) {
      const text = await sealer.open(purpose, sealed)
      return text === undefined ? undefined : JSON.parse(text) as unknown
    },
  }
  return sealer
}
