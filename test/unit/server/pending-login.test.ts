import { createEvent } from 'h3'
import type { H3Event } from 'h3'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it } from 'vitest'
import type { ServerContext } from '../../../src/runtime/server/services'
import { createConsumedLogins } from '../../../src/runtime/server/auth/redirect-login/consumed-logins'
import { CONSUMED_LOGIN_TTL, keepPendingLogin, takePendingLogin } from '../../../src/runtime/server/auth/redirect-login/pending-login'
import { createCookieJar } from '../../../src/runtime/server/http/cookies'
import { sealer } from './support'

const context = { sealer, cookies: createCookieJar({ secure: true }), consumedLogins: createConsumedLogins({ ttl: CONSUMED_LOGIN_TTL }) } as unknown as ServerContext

function eventWith(cookie = ''): H3Event {
  const request = new IncomingMessage(new Socket())
  if (cookie) request.headers.cookie = cookie
  return createEvent(request, new ServerResponse(request))
}

/** Begins a login that long ago, and gives the cookie of it. */
async function begin(state: string, secondsAgo: number): Promise<string> {
  const event = eventWith()
  await keepPendingLogin(event, context, { state, codeVerifier: 'verifier', returnTo: '/account', startedAt: Date.now() - secondsAgo * 1000 })
  return String(event.node.res.getHeader('set-cookie')).split(';')[0]!
}

describe('a pending login', () => {
  it('is taken up to ten minutes after it began', async () => {
    expect(await takePendingLogin(eventWith(await begin('in-time', 590)), context, 'in-time')).toMatchObject({ returnTo: '/account' })
  })

  it('is gone after that, also when the browser kept its cookie', async () => {
    const cookie = await begin('late', 610)
    expect(await takePendingLogin(eventWith(cookie), context, 'late')).toBeUndefined()
  })

  it('is taken once', async () => {
    const cookie = await begin('twice', 1)
    expect(await takePendingLogin(eventWith(cookie), context, 'twice')).toBeDefined()
    expect(await takePendingLogin(eventWith(cookie), context, 'twice')).toBeUndefined()
  })
})
