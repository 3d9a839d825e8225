import type { Provider } from 'oidc-provider'
import type { AccessTokens } from './access-tokens.ts'

const MAX_PAIRS = 5_000

/** The tokens that a customer received last through one client for one scope. */
interface Pair {
  accessToken: string
  refreshToken: string
}

/** The valid tokens of a pair: both, or only the refresh token when the access token has expired. */
export interface LivingPair {
  accessToken?: InstanceType<Provider['AccessToken']>
  refreshToken: InstanceType<Provider['RefreshToken']>
  refreshTokenValue: string
}

/**
 * Spring's `DefaultTokenServices` has one pair of tokens for each customer, client and scope: a second login gets the
 * valid pair of the first, or a new access token with the same refresh token.
 */
export class SharedTokens {
  readonly #pairs = new Map<string, Pair>()
  readonly #accessTokens: AccessTokens

  constructor(accessTokens: AccessTokens) {
    this.#accessTokens = accessTokens
  }

  /** Records the newest tokens of a customer. */
  remember(owner: PairOwner, pair: Pair): void {
    for (const key of this.#pairs.keys()) {
      if (this.#pairs.size < MAX_PAIRS) break
      this.#pairs.delete(key)
    }
    this.#pairs.set(keyOf(owner), pair)
  }

  /** The tokens to return to a login, if any are valid. */
  async find(provider: Provider, owner: PairOwner): Promise<LivingPair | undefined> {
    const pair = this.#pairs.get(keyOf(owner))
    const refreshToken = pair && await provider.RefreshToken.find(pair.refreshToken)
    if (!refreshToken || refreshToken.consumed) return undefined
    const isDenied = this.#accessTokens.isDenied(pair.accessToken)
    const accessToken = isDenied ? undefined : await provider.AccessToken.find(pair.accessToken)
    return { ...(accessToken ? { accessToken } : {}), refreshToken, refreshTokenValue: pair.refreshToken }
  }

  clear(): void {
    this.#pairs.clear()
  }
}

/** Key of the logins that share tokens: customer, client and scope. */
export interface PairOwner {
  accountId: string
  clientId: string
  scope: string
}

function keyOf({ accountId, clientId, scope }: PairOwner): string {
  return JSON.stringify([accountId, clientId, scope])
}
