const MAX_ENTRIES = 20_000

/** One token request. Tokens are named by a hash, never in clear. */
export interface GrantEntry {
  time: string
  grant: string
  clientId?: string
  user?: string
  /** Family of the tokens that were issued. All tokens of one sign-in have the same family. */
  family?: string
  /** Hash of the refresh token that was sent. */
  usedRefreshToken?: string
  /** Hash of the refresh token in the response. */
  newRefreshToken?: string
  /** Hash of the access token in the response. */
  newAccessToken?: string
  outcome: 'success' | 'invalid_grant' | 'error' | 'faulted'
  error?: string
  /** `false` when the connection was closed before the response. */
  delivered: boolean
}

/** One change to a cart or order. */
export interface WriteEntry {
  time: string
  operationId: string
  user: string
  /** Family of the access token of the request, as in {@link GrantEntry}. */
  family?: string
  cart?: string
  product?: string
  quantity?: number
  quantityAdded?: number
  /** The `comment` that the client sent with an entry, by which it recognizes its own writes. */
  comment?: string
  order?: string
}

/** A token that a client wanted to revoke. */
export interface RevocationEntry {
  time: string
  /** Hash of the token. */
  token: string
  outcome: 'revoked' | 'refused' | 'faulted'
}

/** All entries of a ledger. */
export interface LedgerEntries {
  grants: GrantEntry[]
  writes: WriteEntry[]
  revocations: RevocationEntry[]
}

/** Everything that happened, in order. Suites use it to prove that nothing happened twice or was lost. */
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
  // Removed in blocks, because removing one element at a time would move the whole array for each request.
  if (entries.length > MAX_ENTRIES + 1_000) entries.splice(0, 1_000)
}
