import { describe, expect, it, vi } from 'vitest'
import { answerProxied } from '../../../src/runtime/server/proxy/answer-proxied'
import type { AnswerProxiedOptions } from '../../../src/runtime/server/proxy/answer-proxied'
import { createFailureLog } from '../../../src/runtime/server/http/failure-log'
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

describe('what SAP itself answers from 500 on', () => {
  const ORDER = '/electronics/users/jane@example.com/orders/00001'

  /** Lines of the log after calls of one address, all answered alike. */
  async function linesOf(status: number, path: string, operationId?: string, calls = 1): Promise<string[]> {
    const lines: string[] = []
    let now = 0
    const failures = createFailureLog({ error: ({ message }) => lines.push(message) }, () => now)
    for (let call = 0; call < calls; call++) {
      // The last one comes when the next line may be written.
      if (call > 0 && call === calls - 1) now += 10_000
      const { status: answered } = await answerProxied(fakeScope(undefined, { rawUrl: `/api/occ${path}` }), '/api/occ', {
        api: { uri: 'https://sap.example/occ/v2', baseSiteId: 'electronics', allowedBaseSites: [], allowUserIds: true, requestHeaders: [] },
        callerHeaders: { toSap: [], toCaller: [] },
        callSap: () => Promise.resolve({ response: { ...jsonResponse({}), status } }),
        siteContext: () => Promise.resolve({ baseSiteId: 'electronics', query: {} }),
        operationAt: () => operationId === undefined ? undefined : { operationId },
        session: () => ({ sessionReadyForCall: () => undefined, assistedOf: () => undefined }),
        failures,
      } as unknown as AnswerProxiedOptions)
      expect(answered).toBe(status)
    }
    return lines
  }

  it('is a line of the log, without the customer\'s id in the path', async () => {
    expect(await linesOf(503, ORDER, 'getUserOrders')).toEqual(['getUserOrders by the raw proxy was answered with 503 UnknownError: SAP Commerce failed.'])
    expect(await linesOf(500, ORDER)).toEqual(['A call of the raw proxy was answered with 500 UnknownError: SAP Commerce failed.'])
  })

  it('is one line for many', async () => {
    const line = 'A call of the raw proxy was answered with 502 UnknownError: SAP Commerce failed.'
    expect(await linesOf(502, ORDER, undefined, 12)).toEqual([line, `${line} (10 more since the last line)`])
  })

  it.each([200, 404, 429])('is no line below: %i', async (status) => {
    expect(await linesOf(status, ORDER)).toEqual([])
  })
})
