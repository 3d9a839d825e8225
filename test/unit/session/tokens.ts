import { createStorage } from 'unstorage'
import memoryDriver from 'unstorage/drivers/memory'
import { createSealer } from '../../../src/runtime/server/crypto/sealer'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { sessionFromTokens } from '../../../src/runtime/server/session/session'
import type { Session } from '../../../src/runtime/server/session/session'
import type { SessionStore } from '../../../src/runtime/server/session/session-store'
import type { LoginTokens } from '../../../src/runtime/server/oauth'
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
    /** Of every further access token, in place of `access-1` and so on. */
    accessToken: undefined as string | undefined,
    /** The ID token that comes with the access token of this number. */
    idToken: undefined as ((count: number) => string | undefined) | undefined,
    async refresh(refreshToken: string): Promise<LoginTokens> {
      server.sent.push(refreshToken)
      await new Promise(resolve => setTimeout(resolve, delay))
      if (server.isDown) throw new SapccError('down', { status: 503, data: { type: 'AuthorizationServerUnavailableError' } })
      if (refreshToken !== living) throw new SapccError('refused', { status: 401, data: { type: 'invalid_grant' } })
      const next = { ...tokens(++count, server.expiresIn), ...(server.accessToken === undefined ? {} : { access_token: server.accessToken }) }
      living = next.refresh_token!
      const idToken = server.idToken?.(count)
      return idToken === undefined ? next : { ...next, id_token: idToken }
    },
  }
  return server
}

/**
 * SAP's legacy authorization server, as Spring's `DefaultTokenServices` works:
 * another sign-in is answered with the tokens that live, and a refresh ends the
 * old access token.
 */
export function legacyServer({ rotate, delay = 5 }: { rotate: boolean, delay?: number }) {
  let count = 0
  let access: string | undefined
  let refreshToken: string | undefined
  const pause = () => new Promise(resolve => setTimeout(resolve, delay))
  const answer = (): OAuthUserTokenResponse => ({ access_token: access!, refresh_token: refreshToken!, token_type: 'bearer', expires_in: 300, scope: 'basic' })
  const server = {
    /** Refresh tokens it was sent. */
    sent: [] as string[],
    /** Tokens that were revoked. */
    revoked: [] as string[],
    isDown: false,
    isAlive: (token: string | undefined) => token !== undefined && (token === access || token === refreshToken),
    /** The access token's time is over: the next sign-in gets another one for the same refresh token. */
    expire: () => {
      access = undefined
    },
    signIn(): OAuthUserTokenResponse {
      refreshToken ??= `refresh-${count}`
      access ??= `access-${count++}`
      return answer()
    },
    async refresh(token: string): Promise<OAuthUserTokenResponse> {
      server.sent.push(token)
      await pause()
      if (server.isDown) throw new SapccError('down', { status: 503, data: { type: 'AuthorizationServerUnavailableError' } })
      if (token !== refreshToken) throw new SapccError('refused', { status: 401, data: { type: 'invalid_grant' } })
      access = `access-${count}`
      if (rotate) refreshToken = `refresh-${count}`
      count++
      return rotate ? answer() : { access_token: access, token_type: 'bearer', expires_in: 300, scope: 'basic' }
    },
    async revoke({ accessToken, refreshToken: token }: { accessToken?: string, refreshToken?: string }) {
      await pause()
      if (server.isDown) return { revoked: false, errors: [new SapccError('down', { status: 503, data: { type: 'AuthorizationServerUnavailableError' } })] }
      server.revoked.push(...[token, accessToken].filter(value => value !== undefined))
      if (token !== undefined && token === refreshToken) access = refreshToken = undefined
      if (accessToken !== undefined && accessToken === access) access = undefined
      return { revoked: true, errors: [] }
    },
  }
  return server
}

/** Whether a living session has the tokens of one that has ended; revokes nothing. */
export async function isShared(store: SessionStore, tokens: Session): Promise<boolean> {
  return await store.revokeUnused!(tokens, () => Promise.resolve({ revoked: false })) === undefined
}

/** A storage in memory that can be taken away. */
export function breakableStorage(inner = createStorage({ driver: memoryDriver() })) {
  const state = { isDown: false, hangs: false, isHeld: undefined as (() => Promise<void>) | undefined }
  function reach<Args extends unknown[], Result>(method: (...args: Args) => Promise<Result>) {
    return async (...args: Args): Promise<Result> => {
      if (state.hangs) await new Promise(() => undefined)
      if (state.isDown) throw new Error('connect ECONNREFUSED')
      return await method(...args)
    }
  }
  async function setItem(...args: Parameters<typeof inner.setItem>): Promise<void> {
    await state.isHeld?.()
    await inner.setItem(...args)
  }
  return {
    state,
    inner,
    /** Keeps what is written from now on from being stored. `begun` settles with the first write; `end` lets all of them go on. */
    holdWrites() {
      const [begun, ended] = [Promise.withResolvers(), Promise.withResolvers()]
      state.isHeld = async () => {
        begun.resolve(undefined)
        await ended.promise
      }
      return {
        begun: begun.promise,
        end() {
          state.isHeld = undefined
          ended.resolve(undefined)
        },
      }
    },
    storage: {
      getItem: reach(inner.getItem.bind(inner)) as typeof inner.getItem,
      getItems: reach(inner.getItems.bind(inner)) as typeof inner.getItems,
      setItem: reach(setItem) as typeof inner.setItem,
      removeItem: reach(inner.removeItem.bind(inner)) as typeof inner.removeItem,
    },
  }
}
