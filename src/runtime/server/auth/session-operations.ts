import type { H3Event } from 'h3'
import { SapccError, isRecord } from '../../sdk/errors'
import type { Credentials, SapccSessionInfo } from '../../sdk/session-methods'
import { publicTokensOfSession, secondsLeft } from '../session/session'
import type { PublicTokenResponse } from '../../sdk/token'
import type { ServerContext } from '../services'
import { dropPendingLogins } from './redirect-login/pending-login'
import { redirectUri } from './redirect-login/redirect-uri'
import { beginSession } from './begin-session'
import { revokeSession } from './revoke-session'

/** A method that is answered here instead of by OCC. */
export type SessionOperation = (event: H3Event, context: ServerContext, args: readonly unknown[]) => Promise<unknown>

/** By method name. */
export const sessionOperations: Readonly<Record<string, SessionOperation>> = Object.freeze(Object.assign(Object.create(null), {
  signUserIn,
  signUserOut,
  refreshUserToken,
  getSession,
}) as Record<string, SessionOperation>)

async function signUserIn(event: H3Event, context: ServerContext, args: readonly unknown[]): Promise<PublicTokenResponse> {
  const credentials = parseCredentials(args[0])
  const tokens = await context.signInLimit.guard(event, credentials.username, () => context.oauth.signIn({ ...credentials, redirectUri: () => redirectUri(event, context) }))
  return publicTokensOfSession(await beginSession(event, context, tokens, credentials.username), Date.now())
}

async function signUserOut(event: H3Event, context: ServerContext): Promise<void> {
  const last = await context.visit(event).end()
  dropPendingLogins(event, context)
  await context.anonymousCart(event).clear()
  if (!last) return
  await revokeSession(context, last)
  await context.hooks.callHook('sapcc:session:ended', { event, reason: 'signed-out' })
}

async function refreshUserToken(event: H3Event, context: ServerContext, args: readonly unknown[]): Promise<PublicTokenResponse> {
  const stale = isRecord(args[0]) && typeof args[0].staleGeneration === 'number' ? args[0].staleGeneration : undefined
  const session = await context.visit(event).refresh(stale)
  return publicTokensOfSession(session, Date.now())
}

async function getSession(event: H3Event, context: ServerContext): Promise<SapccSessionInfo> {
  return await sessionInfo(event, context)
}

/** What the app may know about the visitor's session. */
export async function sessionInfo(event: H3Event, context: ServerContext): Promise<SapccSessionInfo> {
  const session = await context.visit(event).session()
  return session ? { loggedIn: true, expiresIn: secondsLeft(session, Date.now()) } : { loggedIn: false }
}

function parseCredentials(value: unknown): Credentials {
  const { username, password } = isRecord(value) ? value : {}
  if (typeof username !== 'string' || username === '') throw missing('username')
  if (typeof password !== 'string' || password === '') throw missing('password')
  return { username, password }
}

function missing(subject: string): SapccError {
  return new SapccError(`signUserIn needs the parameter \`${subject}\`, a text.`, {
    status: 400,
    data: { type: 'MissingParameterError', subject, subjectType: 'parameter', reason: 'missing' },
  })
}
