/** How token requests of one grant type ended. */
export interface GrantStats {
  success: number
  /** Refused with `invalid_grant`. */
  invalid_grant: number
  /** Refused otherwise. */
  error: number
  /** Met a fault: answered with its status, or cut off. One cut off after it took effect counts as a success too. */
  faulted: number
}

/** What `GET /__sap/stats` answers. */
export interface SapStats {
  token: { total: number, byGrant: Record<string, GrantStats> }
  occ: { total: number, byStatus: Record<string, number> }
  revocations: number
}

/** Counts what the stand-in was asked and how it answered. */
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
    // What is not a grant type that SAP ever had is counted together: clients choose the name.
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
