import { describe, expect, it } from 'vitest'
import { createVisitors } from '../../../src/runtime/server/visitor/visitor'
import { fakeBrowser, fakeScope, names } from '../fake-request'
import { sealer } from '../session/tokens'

const log = { warn: () => {} }
const visitorOf = createVisitors({ config: { keepConsents: false, keepPersonalization: true }, sealer, log })

describe('what is remembered of a visitor', () => {
  it('makes the response one that no cache may keep, because SAP gets it', async () => {
    const scope = fakeScope(`${names.visitor}=${await sealer.sealValue('visitor', { 'occ-personalization-id': 'p1' })}`)
    expect(await visitorOf(scope)!.headers()).toEqual({ 'occ-personalization-id': 'p1' })
    expect(scope.isPersonalResponse).toBe(true)
  })

  it('leaves the response alone where there is nothing', async () => {
    const scope = fakeScope()
    expect(await visitorOf(scope)!.headers()).toEqual({})
    expect(scope.isPersonalResponse).toBe(false)
  })

  it('is in no response for all visitors', async () => {
    const scope = fakeScope(`${names.visitor}=${await sealer.sealValue('visitor', { 'occ-personalization-id': 'p1' })}`)
    scope.markPublicResponse()
    expect(await visitorOf(scope)!.headers()).toEqual({})
    expect(scope.isPersonalResponse).toBe(false)
  })
})

/** A browser whose requests go to one shop that keeps everything. */
function openShop() {
  const warnings: string[] = []
  const browser = fakeBrowser()
  const keepsAll = createVisitors({ config: { keepConsents: true, keepPersonalization: true }, sealer, log: { warn: message => warnings.push(message) } })
  return {
    browser,
    warnings,
    /** SAP answers a call with these headers. @param cookie of the call. */
    async answered(headers: Record<string, string>, cookie = browser.cookie): Promise<void> {
      const scope = fakeScope(cookie)
      await keepsAll(scope)!.note(name => headers[name])
      browser.receive(scope.cookies.lines())
    },
    /** What the next call sends. */
    sent: async () => await keepsAll(fakeScope(browser.cookie))!.headers(),
  }
}

function consents(count: number, consentState: string, codeLength = 10): string {
  return encodeURIComponent(JSON.stringify(Array.from({ length: count }, (_, index) => ({ templateCode: `T${index}`.padEnd(codeLength, '_'), templateVersion: 0, consentState }))))
}

describe('a long value', () => {
  it('of consents is kept in one cookie, up to 4,096 characters, whatever is said of the templates', async () => {
    for (const [count, codeLength] of [[34, 10], [25, 50], [15, 150]] as const) {
      const { answered, sent, browser, warnings } = openShop()
      const value = consents(count, 'WITHDRAWN', codeLength)
      expect(value.length).toBeGreaterThan(3600)
      expect(value.length).toBeLessThanOrEqual(4096)
      await answered({ 'x-anonymous-consents': value })
      expect(await sent()).toEqual({ 'x-anonymous-consents': value })
      expect(browser.names).toEqual([names.visitor])
      expect(warnings).toEqual([])
    }
  })

  it('that cannot be kept leaves no older one, and the log says so once', async () => {
    const { answered, sent, browser, warnings } = openShop()
    await answered({ 'x-anonymous-consents': consents(2, 'GIVEN'), 'occ-personalization-id': 'p1' })
    await answered({ 'x-anonymous-consents': consents(60, 'WITHDRAWN') })
    expect(await sent()).toEqual({ 'occ-personalization-id': 'p1' })
    await answered({ 'occ-personalization-id': 'p'.repeat(5000) })
    expect(await sent()).toEqual({})
    expect(browser.names).toEqual([])
    await answered({ 'x-anonymous-consents': consents(60, 'WITHDRAWN') })
    expect(warnings).toEqual([expect.stringContaining('x-anonymous-consents'), expect.stringContaining('occ-personalization-id')])
    expect(warnings.join()).not.toMatch(/T\d|ppp/)
  })

  it('that cannot be kept also ends what another response has set since the call was sent', async () => {
    const { browser, sent, answered } = openShop()
    const sentBefore = browser.cookie
    await answered({ 'x-anonymous-consents': consents(2, 'GIVEN') })
    await answered({ 'x-anonymous-consents': consents(60, 'WITHDRAWN') }, sentBefore)
    expect(await sent()).toEqual({})
  })

  it('with characters that no header may have leaves no older one, and neither does an empty one', async () => {
    const { answered, sent, warnings } = openShop()
    for (const value of ['', 'é']) {
      await answered({ 'x-anonymous-consents': consents(2, 'GIVEN') })
      await answered({ 'x-anonymous-consents': value })
      expect(await sent()).toEqual({})
    }
    expect(warnings).toHaveLength(1)
  })

  it('is what it was, however SAP writes it', async () => {
    const { answered, sent } = openShop()
    const differentFields = encodeURIComponent(JSON.stringify([{ templateCode: 'A', consentState: null }, { templateCode: 'B', templateVersion: 1 }]))
    for (const value of [differentFields, '[{"templateCode":"A"}]', '%5B%5D', '[]', '%', 'null', '%5B1%5D', encodeURIComponent('[{"templateCode":"A B"}]').replace('%20', '+'), encodeURIComponent('[{"__proto__":"A","1":2}]')]) {
      await answered({ 'x-anonymous-consents': value })
      expect(await sent()).toEqual({ 'x-anonymous-consents': value })
    }
  })

  it('of an earlier version of the module is read', async () => {
    const value = consents(2, 'GIVEN')
    const { sent, browser } = openShop()
    browser.receive([`${names.visitor}=${await sealer.sealValue('visitor', { 'x-anonymous-consents': value })}; Path=/`])
    expect(await sent()).toEqual({ 'x-anonymous-consents': value })
  })
})
