import { createStorage } from 'unstorage'
import memoryDriver from 'unstorage/drivers/memory'
import { createSealer } from '../../../src/runtime/server/crypto/sealer'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import type { Session } from '../../../src/runtime/server/session/session'
import type { OAuthUserTokenResponse } from '../../../src/runtime/sdk/token'

export const sealer = createSealer(['a password of more than thirty-two characters'])

export function tokens(generation: number, expiresIn = 300): OAuthUserTokenResponse {
  return { access_token: `access-${generation}`, refresh_token: `refresh-${generation}`, token_type: 'bearer', expires_in: expiresIn, scope: 'basic' }
}

/** A session that has just begun. */
export function newSession(now = Date.now(), expiresIn?: number): Session {
  return sessionFromTokens(tokens(0, expiresIn), undefined, now)
}

/**
 * An authorization server that replaces refresh tokens on every use and refuses
 * those it did not hand out last, as SAP's does.
 */
export function rotatingServer(delay = 5) {
  let living = 'refresh-0'
  let count = 0
  const server = {
    sent: [] as string[],
    isDown: false,
    expiresIn: 300,
    async refresh(refreshToken: string): Promise<OAuthUserTokenResponse> {
      server.sent.push(refreshToken)
      await new Promise(resolve => setTimeout(resolve, delay))
      if (server.isDown) throw new SapccError('down', { status: 503, data: { type: 'AuthorizationServerUnavailableError' } })
      if (refreshToken !== living) throw new SapccError('refused', { status: 401, data: { type: 'invalid_grant' } })
      const next = tokens(++count, server.expiresIn)
      living = next.refresh_token!
      return next
    },
  }
  return server
}

/** A storage in memory that can be taken away. */
export function breakableStorage() {
  const driver = memoryDriver()
  const inner = createStorage({ driver })
  const state = { isDown: false, hangs: false }
  function reach<Args extends unknown[], Result>(method: (...args: Args) => Promise<Result>) {
    return async (...args: Args): Promise<Result> => {
      if (state.hangs) await new Promise(() => undefined)
      if (state.isDown) throw new Error('connect ECONNREFUSED')
      return await method(...args)
    }
  }
  return {
    state,
    inner,
    storage: {
      getItem: reach(inner.getItem.bind(inner)) as typeof inner.getItem,
      getItems: reach(inner.getItems.bind(inner)) as typeof inner.getItems,
      setItem: reach(inner.setItem.bind(inner)) as typeof inner.setItem,
      removeItem: reach(inner.removeItem.bind(inner)) as typeof inner.removeItem,
    },
  }
}
