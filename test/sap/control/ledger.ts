const MAX_ENTRIES = 20_000

/** One token request. Tokens are named by a hash, never in clear. */
export interface GrantEntry {
  time: string
  grant: string
  clientId?: string
  user?: string
  /** Of the tokens that were issued: all that come from one sign-in have the same. */
  family?: string
  /** Hash of the refresh token that was sent. */
  usedRefreshToken?: string
  /** Hash of the refresh token that was answered. */
  newRefreshToken?: string
  /** Hash of the access token that was answered. */
  newAccessToken?: string
  outcome: 'success' | 'invalid_grant' | 'error' | 'faulted'
  error?: string
  /** `false` when the connection was cut before the answer. */
  delivered: boolean
}

/** One change to a cart or order. */
export interface WriteEntry {
  time: string
  operationId: string
  user: string
  /** Of the access token that it came with, as in {@link GrantEntry}. */
  family?: string
  cart?: string
  product?: string
  quantity?: number
  quantityAdded?: number
  /** The `comment` the client sent with an entry, to recognise its own writes by. */
  comment?: string
  order?: string
}

/** A token that a client has revoked. */
export interface RevocationEntry {
  time: string
  /** Hash of the token. */
  token: string
}

/** All that a ledger has. */
export interface LedgerEntries {
  grants: GrantEntry[]
  writes: WriteEntry[]
  revocations: RevocationEntry[]
}

/** What happened, in order, for suites that afterwards prove that nothing happened twice or was lost. */
export class Ledger {
  #grants: GrantEntry[] = []
  #writes: WriteEntry[] = []
  #revocations: RevocationEntry[] = []

  grant(entry: Omit<GrantEntry, 'time'>): void {
    append(this.#grants, { time: new Date().toISOString(), ...entry })
  }

  write(entry: Omit<WriteEntry, 'time'>): void {
    append(this.#writes, { time: new Date().toISOString(), ...entry })
  }

  revocation(entry: Omit<RevocationEntry, 'time'>): void {
    append(this.#revocations, { time: new Date().toISOString(), ...entry })
  }

  snapshot(): LedgerEntries {
    return { grants: [...this.#grants], writes: [...this.#writes], revocations: [...this.#revocations] }
  }

  clear(): void {
    this.#grants = []
    this.#writes = []
    this.#revocations = []
  }
}

function append<T>(entries: T[], entry: T): void {
  entries.push(entry)
  // In blocks, because shifting one element at a time would move the whole array for each request.
  if (entries.length > MAX_ENTRIES + 1_000) entries.splice(0, 1_000)
}
