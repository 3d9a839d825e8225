import { describe, expect, it } from 'vitest'
import { createCallSap } from '../../../src/runtime/server/upstream/call-sap'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import type { UpstreamResponse } from '../../../src/runtime/server/upstream/upstream'
import { callerOf } from '../../../src/runtime/server/session/session-caller'
import { fakeBrowser } from '../fake-request'
import { sessionShop } from './support'

const refusal = (type: string): UpstreamResponse => {
  const body = jsonResponse({ errors: [{ type }] })
  const response: UpstreamResponse = Object.assign(Object.create(body) as UpstreamResponse, { status: 401, decoded: () => response })
  return response
}

describe.each(['cookie', 'storage'] as const)('a token that SAP refuses within the minimum interval after it was renewed, sessions in %s', (mode) => {
  /** A browser whose session has just been renewed. */
  async function renewed() {
    const shop = sessionShop(mode, { minInterval: () => 30_000 })
    const browser = fakeBrowser()
    browser.receive(await shop.begin())
    browser.receive((await shop.send(browser.cookie, session => session.refresh())).setCookie)
    expect(shop.server.sent).toHaveLength(1)
    return { shop, browser }
  }

  it('is not renewed once more, and the caller learns that the session lives, and when to try again', async () => {
    const { shop, browser } = await renewed()
    const { session } = shop.request(browser.cookie)
    const error: unknown = await session.refresh(1).catch((error: unknown) => error)
    expect(error).toMatchObject({ status: 503, data: { type: 'TokenRefreshUnavailableError', reason: 'renewedJustNow' } })
    const { retryAfter } = (error as { data: { retryAfter: number } }).data
    expect(retryAfter).toBeGreaterThan(25)
    expect(retryAfter).toBeLessThanOrEqual(30)
    expect(shop.server.sent).toHaveLength(1)
    expect((await shop.send(browser.cookie, async own => (await own.session())?.accessToken)).body).toBe('access-1')
  })

  it.each([
    ['of an older token, whose caller gets the newer one', 0],
    ['that the app asks for without a 401, which gets the current one', undefined],
  ])('is no reason to refuse a refresh %s', async (_, staleGeneration) => {
    const { shop, browser } = await renewed()
    expect(await shop.request(browser.cookie).session.refresh(staleGeneration)).toMatchObject({ accessToken: 'access-1' })
    expect(shop.server.sent).toHaveLength(1)
  })

  /** SAP refuses all tokens with this type. @returns how often it was asked, and what the caller gets. */
  async function answered(type: string) {
    const { shop, browser } = await renewed()
    let sent = 0
    const send = () => {
      sent += 1
      return Promise.resolve(refusal(type))
    }
    const callSap = createCallSap({ upstream: { send }, limit: { enter: () => undefined, leave: () => undefined }, timeout: 1000 })
    const { session } = shop.request(browser.cookie)
    const caller = callerOf((await session.session())!, session, { subject: 'personal', refreshesOn401: true })
    const outcome = await callSap({ operationId: 'getUser' }, { method: 'GET', url: 'https://sap.example/occ/v2/x', headers: {} }, caller).then(({ response }) => response.status, (error: unknown) => error)
    expect(shop.server.sent).toHaveLength(1)
    return { sent, outcome }
  }

  it.each(['InvalidTokenError', 'InvalidBearerTokenError'])('makes a call of the server fail like that, too: %s', async (type) => {
    expect(await answered(type)).toMatchObject({ sent: 1, outcome: { status: 503, data: { type: 'TokenRefreshUnavailableError' } } })
  })

  it('does not hide a 401 that does not name the token', async () => {
    expect(await answered('SomeOtherError')).toEqual({ sent: 1, outcome: 401 })
  })
})
