import { describe, expect, it, vi } from 'vitest'
import { createClosedOperations } from '../../../src/runtime/server/occ/closed-operations'
import { createAddressLookup } from '../../../src/runtime/server/occ/operation-addresses'
import { operations } from '../../../src/runtime/server/occ/operations'
import { createOperationCaller } from '../../../src/runtime/server/operations/call-operation'
import type { CallOperationOptions } from '../../../src/runtime/server/operations/call-operation'
import { createPublicCalls } from '../../../src/runtime/server/operations/server-cached-call'
import { readAnswer } from '../../../src/runtime/server/operations/read-answer'
import { createRefusedCodes } from '../../../src/runtime/server/site-context/refused-codes'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { fakeScope } from '../fake-request'
import { cacheWith, virtualClock } from '../public-cache/support'

vi.mock('#sapcc/operations', async () => {
  const [{ operations }, { defineOperations }] = await Promise.all([import('../../../src/runtime/server/occ/operations'), import('../../../src/runtime/server/occ/operation')])
  return { operations: { ...operations, ...defineOperations({ Own: { getArticle: { method: 'GET', path: '/{baseSiteId}/products/{article}' } } }) } }
})

/** Calls with a cache. SAP answers with how often it was asked. */
function callerWithCache(more: Partial<CallOperationOptions> = {}) {
  const { cache } = cacheWith(virtualClock())
  const log = { warn: () => undefined }
  let asked = 0
  return createOperationCaller({
    api: { uri: 'https://sap.example/occ/v2' },
    cart: { anonymous: true },
    callSap: () => Promise.resolve({ response: jsonResponse({ count: ++asked }) }),
    application: { tokenFor: () => Promise.resolve(undefined), discard: () => undefined },
    siteContext: () => Promise.resolve({ baseSiteId: 'electronics' }),
    refusedCodes: createRefusedCodes(log),
    visitor: () => undefined,
    session: () => ({ opened: () => Promise.resolve(undefined) }),
    publicAnswers: { calls: createPublicCalls({ cache: { maxAge: {}, staleMaxAge: {}, sameForCustomers: [], exceptBaseSites: [] }, oauth: {} }), cache: () => cache },
    log,
    ...more,
  } as unknown as CallOperationOptions)
}

describe('with a cache of public data', () => {
  it('a call of the app is answered from it', async () => {
    const { call } = callerWithCache()
    for (const _ of [1, 2]) expect(await readAnswer(await call(fakeScope(), 'getBaseSites', [{}]))).toEqual({ count: 1 })
  })

  it.each([
    ['without a token', callerWithCache().withToken(fakeScope(), undefined)],
    ['as the visitor', callerWithCache().callAsServer(fakeScope(), 'visitor')],
    ['for the request', callerWithCache().callAsServer(fakeScope())],
  ])('a call of the server\'s own is sent to SAP each time: %s', async (_, call) => {
    for (const count of [1, 2]) expect(await call('getBaseSites', { fields: 'baseSites(uid,isolated)' })).toEqual({ count })
  })

  it('a call of the server\'s own neither reads nor writes it', async () => {
    const { call, withToken } = callerWithCache()
    await withToken(fakeScope(), undefined)('getBaseSites', {})
    expect(await readAnswer(await call(fakeScope(), 'getBaseSites', [{}]))).toEqual({ count: 2 })
    expect(await withToken(fakeScope(), undefined)('getBaseSites', {})).toEqual({ count: 3 })
    expect(await readAnswer(await call(fakeScope(), 'getBaseSites', [{}]))).toEqual({ count: 2 })
  })
})

describe('where the shop has closed operations', () => {
  it('a call of an operation of its document that reaches one of them is answered as one of that', () => {
    const reachedByCall = vi.fn(() => 'getProduct')
    const { call } = callerWithCache({ closedOperations: { atAddress: () => undefined, reachedByCall } })
    expect(() => call(fakeScope(), 'getArticle', [{ article: '1' }])).toThrow(expect.objectContaining({ status: 404, data: expect.objectContaining({ type: 'UnknownOperationError', subject: 'getProduct' }) }))
    expect(reachedByCall).toHaveBeenCalledWith(expect.objectContaining({ path: '/{baseSiteId}/products/{article}' }), { article: '1' })
  })

  it.each(Object.keys(operations))('each of SAP\'s own is open by its name alone, whatever it is called with: %s', (name) => {
    const params = Object.fromEntries(operations[name]!.pathParams.map(parameter => [parameter.name, 'current']))
    const { [name]: _, ...others } = operations
    const closedOperations = createClosedOperations(createAddressLookup({ [name]: operations[name]! }, others))
    const { call } = callerWithCache({ closedOperations })
    let thrown: unknown
    try {
      void call(fakeScope(), name, [params]).catch(() => undefined)
    }
    catch (error) {
      thrown = error
    }
    expect(thrown).not.toMatchObject({ status: 404 })
  })
})

describe('a call that the limit of attempts counts', () => {
  /** @returns whether it went to SAP, as the limit is told and as SAP sees it. */
  async function changingPassword(params: object) {
    let isTold = false
    let isSent = false
    const { call } = createOperationCaller({
      api: { uri: 'https://sap.example/occ/v2' },
      cart: { anonymous: true },
      callSap: () => {
        isSent = true
        return Promise.resolve({ response: jsonResponse({}) })
      },
      application: { tokenFor: () => Promise.resolve(undefined), discard: () => undefined },
      siteContext: () => Promise.resolve({ baseSiteId: 'electronics' }),
      refusedCodes: createRefusedCodes({ warn: () => undefined }),
      visitor: () => undefined,
      session: () => ({ opened: () => Promise.resolve(undefined), session: () => Promise.resolve(undefined), refuseOutdated: () => undefined }),
      limitAttempts: (_request: unknown, _attempt: unknown, send: (onSend: () => void) => unknown) => send(() => {
        isTold = true
        expect(isSent).toBe(false)
      }),
      log: { warn: () => undefined },
    } as unknown as CallOperationOptions)
    const error = await call(fakeScope(), 'changeUserPassword', [params]).then(() => undefined, (thrown: { status: number }) => thrown.status)
    return { isTold, isSent, error }
  }

  it('tells it before it goes to SAP', async () => {
    expect(await changingPassword({ userId: 'current', replacePasswordInput: { oldPassword: 'x', newPassword: 'y' } })).toEqual({ isTold: true, isSent: true, error: undefined })
  })

  it('does not tell it where it is refused here', async () => {
    expect(await changingPassword({ userId: 'current' })).toEqual({ isTold: false, isSent: false, error: 400 })
  })
})
