import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { operations } from '../../../src/runtime/server/occ/operations'
import { readAnswer } from '../../../src/runtime/server/operations/read-answer'
import { readOncePerRendering, withReadsInvalidated } from '../../../src/runtime/server/operations/rendered-reads'
import type { CallOptions } from '../../../src/runtime/server/operations/prepare-call'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { fakeRequest, fakeScope } from '../fake-request'

/** A rendering, and how often it has asked SAP. */
function rendering(scope = fakeScope()) {
  let asked = 0
  let failure: SapccError | undefined
  return {
    scope,
    asked: () => asked,
    failWith: (error: SapccError | undefined) => void (failure = error),
    async read(args: readonly unknown[] = [{ productCode: '1' }], options: CallOptions = {}, padding = 0) {
      const answer = await readOncePerRendering(scope, 'getProduct', args, options, async () => {
        const count = ++asked
        await Promise.resolve()
        if (failure) throw failure
        return { operationId: 'getProduct', operation: operations.getProduct!, response: jsonResponse({ count, padding: 'x'.repeat(padding) }) }
      })
      return await readAnswer(answer) as { count: number, padding: string }
    },
  }
}

describe('a read that a rendering makes twice', () => {
  it('goes out once, at the same time and one after the other', async () => {
    const page = rendering()
    expect((await Promise.all([page.read(), page.read()])).map(({ count }) => count)).toEqual([1, 1])
    expect((await page.read()).count).toBe(1)
    expect(page.asked()).toBe(1)
  })

  it('gives each caller data of its own', async () => {
    const page = rendering()
    const [one, two] = await Promise.all([page.read(), page.read()])
    one!.count = 100
    expect(two!.count).toBe(1)
    expect((await page.read()).count).toBe(1)
  })

  it.each([
    ['other arguments', [{ productCode: '2' }], {}],
    ['another session', [{ productCode: '1' }], { madeIn: 'another' }],
    ['other headers', [{ productCode: '1' }], { headers: { 'x-own': '1' } }],
  ] as [string, unknown[], CallOptions][])('is another one with %s', async (_, args, options) => {
    const page = rendering()
    await page.read()
    expect((await page.read(args, options)).count).toBe(2)
  })

  it('is another one in another rendering, and when the response becomes one for everybody', async () => {
    const page = rendering()
    await page.read()
    expect((await rendering().read()).count).toBe(1)
    page.scope.markPublicResponse()
    expect((await page.read()).count).toBe(2)
  })

  it('fails for those that wait for it, and is made again after a refresh', async () => {
    const page = rendering()
    page.failWith(new SapccError('expired', { status: 401, data: { type: 'InvalidTokenError' } }))
    for (const answer of await Promise.allSettled([page.read(), page.read()])) expect(answer).toMatchObject({ status: 'rejected', reason: { status: 401 } })
    expect(page.asked()).toBe(1)
    page.failWith(undefined)
    expect((await page.read()).count).toBe(2)
  })

  it('is made again after a write, also of an inner request', async () => {
    const page = rendering()
    await page.read()
    await withReadsInvalidated(page.scope.request, () => Promise.resolve())
    expect((await page.read()).count).toBe(2)
    await withReadsInvalidated(fakeRequest({ outer: fakeRequest({ outer: page.scope.request }) }), () => Promise.resolve())
    expect((await page.read()).count).toBe(3)
  })

  it('is not made again after a write of a request that does not tell for which page it was made', async () => {
    const page = rendering()
    await page.read()
    await withReadsInvalidated(fakeRequest({ isInner: true, outer: undefined }), () => Promise.resolve())
    expect((await page.read()).count).toBe(1)
  })

  it('is not kept from before a write that was made meanwhile', async () => {
    const page = rendering()
    const before = page.read()
    await withReadsInvalidated(page.scope.request, () => Promise.resolve())
    await before
    expect((await page.read()).count).toBe(2)
  })

  it('keeps no large answers, and not more than a hundred', async () => {
    const page = rendering()
    for (const _ of [1, 2]) await page.read([{ productCode: 'large' }], {}, 300_000)
    expect(page.asked()).toBe(2)
    for (let round = 0; round < 2; round++) {
      for (let code = 0; code < 120; code++) await page.read([{ productCode: String(code) }])
    }
    expect(page.asked()).toBe(2 + 120 + 20)
  })

  it('is made as ever when its arguments cannot be compared', async () => {
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const page = rendering()
    expect([(await page.read([circular])).count, (await page.read([circular])).count]).toEqual([1, 2])
  })
})
