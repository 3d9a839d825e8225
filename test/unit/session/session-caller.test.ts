import { describe, expect, it } from 'vitest'
import { callerOf } from '../../../src/runtime/server/session/session-caller'
import { createCallSap } from '../../../src/runtime/server/upstream/call-sap'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import type { UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'
import { fakeBrowser } from '../fake-request'
import { sessionShop } from './support'
import { newSession } from './tokens'

const refusal = (type: string): UpstreamResponse => {
  const body = jsonResponse({ errors: [{ type }] })
  const response: UpstreamResponse = Object.assign(Object.create(body) as UpstreamResponse, { status: 401, decoded: () => response })
  return response
}

describe.each(['cookie', 'storage'] as const)('a call of a session without a refresh token, by a caller without the SDK, sessions in %s', (mode) => {
  /** SAP answers a call with a 401 of this type. @returns what the caller's next two requests are answered. */
  async function afterRefusal(type: string, given: { isHeadSent?: boolean } = {}) {
    const shop = sessionShop(mode)
    const { refreshToken: _, ...started } = newSession()
    const browser = fakeBrowser()
    browser.receive(await shop.begin(undefined, started))
    const callSap = createCallSap({ upstream: { send: () => Promise.resolve(refusal(type)) }, limit: { enter: () => undefined, leave: () => undefined }, timeout: 1000 })
    const { session, respond } = shop.request(browser.cookie, given)
    const known = await session.session()
    const { response } = await callSap({ operationId: 'getUser' }, { method: 'GET', url: 'https://sap.example/occ/v2/x', headers: {} }, callerOf(known!, session, { subject: 'personal' }))
    expect(response.status).toBe(401)
    const sent = browser.cookie
    const lines = await respond()
    browser.receive(lines)
    const outcomes = []
    for (const cookie of [sent, browser.cookie]) {
      outcomes.push((await shop.send(cookie, async own => await own.session() ?? null)).body === null ? 'signed out' : 'signed in')
      outcomes.push((await shop.send(cookie, own => own.refresh())).status)
    }
    return { outcomes, hooks: shop.hooks }
  }

  it.each(['InvalidTokenError', 'InvalidBearerTokenError', 'invalid_token'])('ends it when SAP says that the token is not valid: %s', async (type) => {
    const { outcomes, hooks } = await afterRefusal(type)
    expect(outcomes).toEqual(['signed out', 401, 'signed out', 401])
    expect(hooks).toEqual(['sapcc:session:ended'])
  })

  it.each(['AccessDeniedError', 'SomeOtherError'])('does not end it with another 401: %s', async (type) => {
    const { outcomes, hooks } = await afterRefusal(type)
    expect(outcomes).toEqual(['signed in', 200, 'signed in', 200])
    expect(hooks).toEqual([])
  })

  it('does not end it where the cookies would not reach the browser', async () => {
    expect((await afterRefusal('InvalidTokenError', { isHeadSent: true })).outcomes).toEqual(['signed in', 200, 'signed in', 200])
  })
})
