import { verify, type KeyObject } from 'node:crypto'

const MAX_RECORDS = 50_000
const MAX_PER_GRANT = 50
const MAX_VERIFIED = 5_000

/** An access token that was issued, whatever its format. */
export interface AccessTokenRecord {
  jti: string
  clientId: string
  /** Absent for an application's own token (client credentials). */
  accountId?: string
  grantId?: string
  /** Seconds since the epoch. */
  expiresAt: number
}

/**
 * All access tokens that the stand-in issued, and those of them that are refused before they expire. The library does not
 * store JWTs and cannot revoke them, so the resource server needs this deny list.
 */
export class AccessTokens {
  readonly #records = new Map<string, AccessTokenRecord>()
  readonly #byGrant = new Map<string, string[]>()
  readonly #denied = new Set<string>()
  readonly #revokedGrants = new Set<string>()
  readonly #verified = new Map<string, string>()
  readonly #publicKey: KeyObject

  constructor(publicKey: KeyObject) {
    this.#publicKey = publicKey
  }

  /** Records a token that was just issued. */
  register(record: AccessTokenRecord): void {
    trim(this.#records, MAX_RECORDS)
    this.#records.set(record.jti, record)
    if (record.grantId) {
      trim(this.#byGrant, MAX_RECORDS)
      this.#byGrant.set(record.grantId, [...this.#byGrant.get(record.grantId) ?? [], record.jti].slice(-MAX_PER_GRANT))
    }
    // A replay of the code may have ended the grant while its first exchange was still in progress.
    if (record.grantId && this.#revokedGrants.has(record.grantId)) this.deny(record.jti)
  }

  find(jti: string): AccessTokenRecord | undefined {
    return this.#records.get(jti)
  }

  isDenied(jti: string): boolean {
    return this.#denied.has(jti)
  }

  deny(jti: string): void {
    trim(this.#denied, MAX_RECORDS)
    this.#denied.add(jti)
  }

  /** Refuses every access token of a grant, including those that are issued later. */
  revokeGrant(grantId: string): void {
    trim(this.#revokedGrants, MAX_RECORDS)
    this.#revokedGrants.add(grantId)
    this.denyOthers(grantId)
  }

  /** Refuses the access tokens of a grant except for the one named. */
  denyOthers(grantId: string, kept?: string): void {
    for (const jti of this.#byGrant.get(grantId) ?? []) {
      if (jti !== kept) this.deny(jti)
    }
  }

  /** Refuses all access tokens issued so far, of one account or of all. */
  denyAll(accountId?: string): number {
    let count = 0
    for (const { jti, accountId: owner } of this.#records.values()) {
      if ((accountId === undefined || owner === accountId) && !this.#denied.has(jti)) {
        this.deny(jti)
        count++
      }
    }
    return count
  }

  /** Ends all tokens of one account, including the access tokens of refreshes that are in progress. */
  revokeAccount(accountId: string): void {
    for (const { accountId: owner, grantId } of this.#records.values()) {
      if (owner === accountId && grantId) this.#revokedGrants.add(grantId)
    }
    this.denyAll(accountId)
  }

  clear(): void {
    this.#records.clear()
    this.#byGrant.clear()
    this.#denied.clear()
    this.#revokedGrants.clear()
    this.#verified.clear()
  }

  /** The `jti` of a JWT that this server has signed; `undefined` for anything else. The caller checks the expiry. */
  verifiedJti(token: string): string | undefined {
    const known = this.#verified.get(token)
    if (known !== undefined) return known
    const [header, payload, signature, ...rest] = token.split('.')
    if (!header || !payload || !signature || rest.length) return undefined
    if (decode(header)?.alg !== 'RS256') return undefined
    const signed = Buffer.from(`${header}.${payload}`)
    if (!verify('RSA-SHA256', signed, this.#publicKey, Buffer.from(signature, 'base64url'))) return undefined
    const jti = decode(payload)?.jti
    if (typeof jti !== 'string') return undefined
    trim(this.#verified, MAX_VERIFIED)
    this.#verified.set(token, jti)
    return jti
  }
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString())
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  }
  catch {
    return undefined
  }
}

function trim(entries: { size: number, keys: () => IterableIterator<string>, delete: (key: string) => boolean }, most: number): void {
  for (const key of entries.keys()) {
    if (entries.size < most) break
    entries.delete(key)
  }
}
