/** How token requests of one grant type ended. */
export interface GrantStats {
  success: number
  /** Refused with `invalid_grant`. */
  invalid_grant: number
  /** Refused otherwise. */
  error: number
  /** Had a fault: responded with its status, or the connection was closed. A request that took effect before that also counts as a success. */
  faulted: number
}

/** Response of `GET /__sap/stats`. */
export interface SapStats {
  token: { total: number, byGrant: Record<string, GrantStats> }
  occ: { total: number, byStatus: Record<string, number> }
  revocations: number
}

/** Counts the requests to the stand-in and its responses. */
export class Stats {
  #stats = emptyStats()

  /** A copy, so that a test can compare before and after. */
  snapshot(): SapStats {
    return structuredClone(this.#stats)
  }

  clear(): void {
    this.#stats = emptyStats()
  }

  tokenRequest(): void {
    this.#stats.token.total++
  }

  tokenOutcome(grant: string, outcome: keyof GrantStats): void {
    const byGrant = this.#stats.token.byGrant
    // Unknown grant types are counted together, because clients can send any name.
    const name = GRANTS.has(grant) ? grant : 'other'
    byGrant[name] ??= { success: 0, invalid_grant: 0, error: 0, faulted: 0 }
    byGrant[name][outcome]++
  }

  occAnswer(status: number | 'dropped'): void {
    this.#stats.occ.total++
    this.#stats.occ.byStatus[status] = (this.#stats.occ.byStatus[status] ?? 0) + 1
  }

  revocation(): void {
    this.#stats.revocations++
  }
}

const GRANTS = new Set(['password', 'authorization_code', 'refresh_token', 'client_credentials'])

function emptyStats(): SapStats {
  return {
    token: {
      total: 0,
      byGrant: { refresh_token: { success: 0, invalid_grant: 0, error: 0, faulted: 0 } },
    },
    occ: { total: 0, byStatus: {} },
    revocations: 0,
  }
}
