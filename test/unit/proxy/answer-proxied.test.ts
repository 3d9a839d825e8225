import { describe, expect, it, vi } from 'vitest'
import { answerProxied } from '../../../src/runtime/server/proxy/answer-proxied'
import type { AnswerProxiedOptions } from '../../../src/runtime/server/proxy/answer-proxied'
import type { RequestSession } from '../../../src/runtime/server/session/request-session'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { fakeScope } from '../fake-request'
import { newSession } from '../session/tokens'

/** How many calls are counted for the visitor's address, of one request to the raw proxy. */
async function countOf(path: string, session: Partial<RequestSession>): Promise<number> {
  const limitAnonymousCall = vi.fn(() => Promise.resolve())
  const { status } = await answerProxied(fakeScope(undefined, { rawUrl: `/api/occ${path}` }), '/api/occ', {
    api: { uri: 'https://sap.example/occ/v2', baseSiteId: 'electronics', allowedBaseSites: [], requestHeaders: [] },
    callerHeaders: { toSap: [], toCaller: [] },
    callSap: () => Promise.resolve({ response: jsonResponse({}) }),
    siteContext: () => Promise.resolve({ baseSiteId: 'electronics', query: {} }),
    operationAt: () => undefined,
    session: () => ({ sessionReadyForCall: () => undefined, assistedOf: () => undefined, isFromCustomer: () => Promise.resolve(false), ...session }),
    limitAnonymousCall,
  } as unknown as AnswerProxiedOptions)
  expect(status).toBe(200)
  return limitAnonymousCall.mock.calls.length
}

describe('the limit of calls of visitors who are not signed in', () => {
  it.each(['/electronics/products/1', '/electronics/languages'])('counts a call of theirs by the raw proxy: %s', async (path) => {
    expect(await countOf(path, {})).toBe(1)
  })

  it.each(['/electronics/products/1', '/electronics/languages'])('counts no call of a customer: %s', async (path) => {
    expect(await countOf(path, { sessionReadyForCall: () => Promise.resolve(newSession()), isFromCustomer: () => Promise.resolve(true) })).toBe(0)
  })

  it('needs no session for metadata', async () => {
    const sessionReadyForCall = vi.fn()
    await countOf('/electronics/languages', { sessionReadyForCall })
    expect(sessionReadyForCall).not.toHaveBeenCalled()
  })
})
