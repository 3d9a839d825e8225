import type { Adapter, AdapterPayload } from 'oidc-provider'

const MAX_ENTRIES = 20_000

interface Stored {
  payload: AdapterPayload
  /** Milliseconds since the epoch; `Infinity` for what never expires. */
  expiresAt: number
}

/** What the stand-in adds to the library's storage of access tokens, which never sees JWTs. */
export interface AccessTokenHooks {
  find: (jti: string) => AdapterPayload | undefined
  destroy: (jti: string) => void
  revokeGrant: (grantId: string) => void
}

/**
 * The storage of one authorization server: in memory, bounded, and not shared, so that two stand-ins in one process
 * share nothing.
 */
export class TokenStore {
  readonly #models = new Map<string, Map<string, Stored>>()
  readonly #hooks: AccessTokenHooks
  readonly #keepFor: number

  /** `keepFor`: seconds that an entry is kept after its expiry, for the clock skew. */
  constructor(hooks: AccessTokenHooks, keepFor: number) {
    this.#hooks = hooks
    this.#keepFor = keepFor
  }

  /** The `adapter` of the library's configuration. */
  readonly adapter = (model: string): Adapter => {
    const hooks = model === 'AccessToken' ? this.#hooks : undefined
    return {
      upsert: async (id, payload, expiresIn) => this.#set(model, id, payload, expiresIn),
      find: async id => this.#get(model, id) ?? hooks?.find(id),
      findByUid: async uid => this.#search(model, payload => payload.uid === uid),
      findByUserCode: async userCode => this.#search(model, payload => payload.userCode === userCode),
      consume: async (id) => {
        const payload = this.#get(model, id)
        if (payload) payload.consumed = Math.floor(Date.now() / 1000)
      },
      destroy: async (id) => {
        this.#entries(model).delete(id)
        hooks?.destroy(id)
      },
      revokeByGrantId: async (grantId) => {
        this.#deleteWhere(model, payload => payload.grantId === grantId)
        hooks?.revokeGrant(grantId)
      },
    }
  }

  /** Forgets everything: tokens, codes, grants, sessions. */
  clear(): void {
    this.#models.clear()
  }

  /** Forgets the tokens, codes and grants of one account. */
  clearAccount(accountId: string): void {
    for (const model of this.#models.keys()) this.#deleteWhere(model, payload => payload.accountId === accountId)
  }

  #entries(model: string): Map<string, Stored> {
    let entries = this.#models.get(model)
    if (!entries) this.#models.set(model, entries = new Map())
    return entries
  }

  #set(model: string, id: string, payload: AdapterPayload, expiresIn: number | undefined): void {
    const entries = this.#entries(model)
    entries.delete(id)
    if (entries.size >= MAX_ENTRIES) this.#makeRoom(entries)
    const expiresAt = expiresIn ? Date.now() + (expiresIn + this.#keepFor) * 1000 : Number.POSITIVE_INFINITY
    entries.set(id, { payload, expiresAt })
  }

  #makeRoom(entries: Map<string, Stored>): void {
    const now = Date.now()
    for (const [id, { expiresAt }] of entries) {
      if (expiresAt <= now) entries.delete(id)
    }
    for (const id of entries.keys()) {
      if (entries.size < MAX_ENTRIES) break
      entries.delete(id)
    }
  }

  #get(model: string, id: string): AdapterPayload | undefined {
    const stored = this.#entries(model).get(id)
    if (!stored) return undefined
    if (stored.expiresAt > Date.now()) return stored.payload
    this.#entries(model).delete(id)
    return undefined
  }

  #search(model: string, matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined {
    for (const [id, { payload }] of this.#entries(model)) {
      if (matches(payload)) return this.#get(model, id)
    }
    return undefined
  }

  #deleteWhere(model: string, matches: (payload: AdapterPayload) => boolean): void {
    const entries = this.#entries(model)
    for (const [id, { payload }] of entries) {
      if (matches(payload)) entries.delete(id)
    }
  }
}
