import type { MaybePromise } from '../platform/maybe-promise'

/**
 * The platform's cryptography: HKDF-SHA-256 and AES-256-GCM, with
 * `node:crypto` where it exists (ten times faster on small inputs) and Web
 * Crypto elsewhere. Both produce the same bytes.
 */
export interface Aead {
  /** Derives a 256 bit key (RFC 5869, empty salt). @param info separates purposes. */
  deriveKey: (password: string, info: string) => Promise<AeadKey>
  /** Derives a key in the same way. @returns computes the HMAC-SHA-256 of a text, base64url. */
  deriveMac: (password: string, info: string) => Promise<(text: string) => Promise<string>>
  /** SHA-256 of a text, base64url. */
  hash: (text: string) => Promise<string>
}

/** Encrypts and decrypts with one key. */
export interface AeadKey {
  /** @returns nonce (12 bytes), ciphertext and tag (16 bytes), concatenated. */
  encrypt: (plaintext: Uint8Array) => MaybePromise<Uint8Array>
  /** @returns `undefined` when the bytes were encrypted with another key or changed. */
  decrypt: (sealed: Uint8Array) => MaybePromise<Uint8Array | undefined>
}

const NONCE_BYTES = 12
const TAG_BYTES = 16

/** The fastest implementation the platform has. */
export function platformAead(): Aead {
  const node = nodeCrypto()
  return node ? nodeAead(node) : webAead()
}

type NodeCrypto = typeof import('node:crypto')

/** Looked up at run time, so that bundles for other platforms contain no import of it. */
function nodeCrypto(): NodeCrypto | undefined {
  const host = globalThis as { process?: { getBuiltinModule?: (id: string) => unknown } }
  return host.process?.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined
}

/** @internal exported for the test that compares both implementations. */
export function nodeAead(crypto: NodeCrypto): Aead {
  return {
    async deriveKey(password, info) {
      // A key object is prepared once; raw key bytes would be prepared at each use.
      const key = crypto.createSecretKey(new Uint8Array(crypto.hkdfSync('sha256', password, new Uint8Array(), info, 32)))
      return {
        encrypt(plaintext) {
          const nonce = crypto.randomBytes(NONCE_BYTES)
          const cipher = crypto.createCipheriv('aes-256-gcm', key, nonce)
          return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
        },
        decrypt(sealed) {
          if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined
          const decipher = crypto.createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES))
          decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
          try {
            const plaintext = decipher.update(sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES))
            // With GCM `update` returned the whole plaintext; `final` only checks the tag, and throws before the plaintext is used.
            decipher.final()
            return plaintext
          }
          catch {
            return undefined
          }
        },
      }
    },
    deriveMac(password, info) {
      const key = new Uint8Array(crypto.hkdfSync('sha256', password, new Uint8Array(), info, 32))
      return Promise.resolve(text => Promise.resolve(crypto.createHmac('sha256', key).update(text).digest('base64url')))
    },
    hash: text => Promise.resolve(crypto.createHash('sha256').update(text).digest('base64url')),
  }
}

/** @internal exported for the test that compares both implementations. */
export function webAead(): Aead {
  const { subtle } = globalThis.crypto
  return {
    async deriveKey(password, info) {
      const encoder = new TextEncoder()
      const material = await subtle.importKey('raw', encoder.encode(password), 'HKDF', false, ['deriveKey'])
      const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode(info) }
      const key = await subtle.deriveKey(parameters, material, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
      return {
        async encrypt(plaintext) {
          const nonce = globalThis.crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
          const ciphertext = new Uint8Array(await subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, Uint8Array.from(plaintext)))
          const sealed = new Uint8Array(NONCE_BYTES + ciphertext.length)
          sealed.set(nonce)
          sealed.set(ciphertext, NONCE_BYTES)
          return sealed
        },
        async decrypt(sealed) {
          if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined
          try {
            const iv = Uint8Array.from(sealed.subarray(0, NONCE_BYTES))
            return new Uint8Array(await subtle.decrypt({ name: 'AES-GCM', iv }, key, Uint8Array.from(sealed.subarray(NONCE_BYTES))))
          }
          catch {
            return undefined
          }
        },
      }
    },
    async deriveMac(password, info) {
      const encoder = new TextEncoder()
      const material = await subtle.importKey('raw', encoder.encode(password), 'HKDF', false, ['deriveKey'])
      const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: encoder.encode(info) }
      const key = await subtle.deriveKey(parameters, material, { name: 'HMAC', hash: 'SHA-256', length: 256 }, false, ['sign'])
      return async text => encodeBase64Url(new Uint8Array(await subtle.sign('HMAC', key, encoder.encode(text))))
    },
    async hash(text) {
      return encodeBase64Url(new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(text))))
    },
  }
}

/** Node's `Buffer` if it exists: 50 times faster than binary strings. Some runtimes have a replacement without base64url, which is not used. */
function nodeBuffer(): typeof Buffer | undefined {
  const { Buffer: found } = globalThis as { Buffer?: typeof Buffer }
  return found?.isEncoding('base64url') ? found : undefined
}

/** RFC 4648, section 5, without padding. */
export function encodeBase64Url(bytes: Uint8Array): string {
  const buffer = nodeBuffer()
  if (buffer) return buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url')
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** @returns `undefined` for text that is not base64url. */
export function decodeBase64Url(text: string): Uint8Array | undefined {
  // One remaining character encodes less than a byte, so the text is invalid.
  if (text.length % 4 === 1) return undefined
  const buffer = nodeBuffer()
  if (buffer) {
    // `Buffer` also accepts the standard base64 alphabet and skips invalid characters.
    const bytes = buffer.from(text, 'base64url')
    return bytes.length === Math.floor(text.length * 3 / 4) && !text.includes('+') && !text.includes('/') ? bytes : undefined
  }
  if (!/^[\w-]*$/.test(text)) return undefined
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), char => char.charCodeAt(0))
}
