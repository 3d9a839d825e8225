import { createApplicationToken } from '../oauth/application-token'
import type { SapccOAuthConfig } from '../config/types'
import { SapccError } from '../../sdk/errors'
import { describeForOperator } from '../oauth'
import type { OAuthClient } from '../oauth'
import type { OccOperation } from './operation'
import { APPLICATION_OPERATIONS, isApplicationCall, nameRefersTo } from './application-operations'

/** The shop's own token, for the anonymous calls that need one. It never leaves the server. */
export interface ApplicationAccess {
  /**
   * The token for an anonymous call.
   *
   * @returns `undefined` when the call needs none, or when the shop cannot have one: SAP then decides.
   * @throws SapccError 503 when the authorization server gave no usable answer.
   */
  tokenFor: (operationId: string, operation: OccOperation, params: unknown) => Promise<string | undefined>
  /** SAP answered 401 to this token. */
  discard: (token: string) => void
}

/** Only a confidential client has a token of its own; for a public one every answer is `undefined`. */
export function createApplicationAccess(config: SapccOAuthConfig, oauth: Pick<OAuthClient, 'clientCredentials'>, log: { warn: (message: string) => void }): ApplicationAccess {
  const operations = new Set(config.applicationOperations ?? APPLICATION_OPERATIONS)
  const isConfidential = config.clientSecret !== undefined
  /** The refusal that was logged last: many calls may get the same one, which is logged once. */
  let reported: unknown
  const token = createApplicationToken({
    fetchToken: () => oauth.clientCredentials(),
    retryInterval: config.tokenRetryIntervalInSeconds * 1000,
  })

  return {
    async tokenFor(operationId, operation, params) {
      if (!isConfidential || !operations.has(operationId) || !nameRefersTo(operationId, operation) || !isApplicationCall(operation, params)) return undefined
      try {
        return await token.get()
      }
      catch (error) {
        if (!(error instanceof SapccError) || error.status === 503) throw error
        // A client without this grant is a matter of SAP's set-up, and jdk21 does most of these calls without.
        if (error !== reported) log.warn(`${operationId} is called without the shop's own token: ${describeForOperator(error)}`)
        reported = error
        return undefined
      }
    },
    discard: token.discard,
  }
}
