import { describe, expect, it, vi } from 'vitest'
import { createAnonymousCarts } from '../../../src/runtime/server/cart/anonymous-cart'
import { mergeAnonymousCart } from '../../../src/runtime/server/cart/merge-cart'
import type { RequestScope } from '../../../src/runtime/server/http/request-scope'
import { createOperationCaller } from '../../../src/runtime/server/operations/call-operation'
import type { CallOperationOptions } from '../../../src/runtime/server/operations/call-operation'
import { createRefusedCodes } from '../../../src/runtime/server/site-context/refused-codes'
import { createMemoryStorage } from '../../../src/runtime/server/storage/shared-storage'
import { createTurns } from '../../../src/runtime/server/storage/turns'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { fakeBrowser, fakeScope, names } from '../fake-request'
import { sealer } from '../session/tokens'

vi.mock('#sapcc/operations', () => import('../../../src/runtime/server/occ/operations'))

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** SAP, in which a visitor's carts may be gone, and a shop of one or more processes with one storage and one queue. */
function shop({ processes = 1, latency = 5 } = {}) {
  /** Products by the guid of their cart. */
  const carts = new Map<string, string[]>()
  /** How many changes to a cart are under way, by its guid; and the most that there have been. */
  const running = new Map<string, number>()
  let overlapping = 0
  let made = 0
  let failing: string | undefined

  async function answer(method: string, url: string, body: unknown) {
    const [, guid, entries] = /\/carts(?:\/([^/?]+))?(\/entries)?/.exec(url)!
    if (guid === undefined) {
      await pause(latency)
      if (failing === 'createCart') {
        failing = undefined
        return { ...jsonResponse({ errors: [{ type: 'UnknownError', message: 'Not now.' }] }), status: 503 }
      }
      carts.set(`guid-of-a-new-cart-${++made}`, [])
      return jsonResponse({ guid: `guid-of-a-new-cart-${made}` })
    }
    const count = method === 'GET' ? 0 : (running.get(guid) ?? 0) + 1
    if (count > 0) running.set(guid, count)
    overlapping = Math.max(overlapping, count)
    await pause(latency)
    if (count > 0) running.set(guid, running.get(guid)! - 1)
    const products = carts.get(guid)
    if (!products) return { ...jsonResponse({ errors: [{ type: 'CartError', reason: 'notFound', subject: guid, subjectType: 'cart', message: 'Cart not found.' }] }), status: 400 }
    if (entries) products.push((body as { product: { code: string } }).product.code)
    return jsonResponse({ code: '1', quantityAdded: 1 })
  }

  const storage = createMemoryStorage(60)
  const turns = createTurns({ maxWait: 1000, maxWaiting: 20 })
  const servers = Array.from({ length: processes }, () => {
    const anonymousCart = createAnonymousCarts({ sealer, shared: () => processes === 1 ? undefined : { storage, turns } })
    const { call } = createOperationCaller({
      api: { uri: 'https://sap.example/occ/v2' },
      cart: { anonymous: true },
      callSap: async (_call: unknown, { method, url, body }: { method: string, url: string, body?: string }) => ({ response: await answer(method, url, typeof body === 'string' ? JSON.parse(body) : body) }),
      anonymousCart,
      application: { tokenFor: () => Promise.resolve(undefined), discard: () => undefined },
      siteContext: () => Promise.resolve({ baseSiteId: 'electronics' }),
      refusedCodes: createRefusedCodes({ warn: () => undefined }),
      visitor: () => undefined,
      session: () => ({ opened: () => Promise.resolve(undefined), session: () => Promise.resolve(undefined), refuseOutdated: () => undefined }),
      turns: () => turns,
      log: { warn: () => undefined },
    } as unknown as CallOperationOptions)
    return { anonymousCart, call }
  })
  const server = (number: number) => servers[number % processes]!

  return {
    carts,
    /** Lets the next call of this operation fail. */
    fail: (operationId: 'createCart') => void (failing = operationId),
    overlapping: () => overlapping,
    /** A request of the browser's, of which `then` reads the response. */
    async send(scope: RequestScope, operationId: string, params: object, process = 0) {
      const error = await server(process).call(scope, operationId, [params]).then(() => undefined, (thrown: { data: { type: string } }) => thrown.data.type)
      return { error, lines: scope.cookies.lines() }
    },
    /** The merge of a sign-in, at a SAP that takes each cart that it has. */
    async signIn(scope: RequestScope, process = 0) {
      const cart = server(process).anonymousCart(scope)
      const taken: string[] = []
      await mergeAnonymousCart({
        cart,
        async call(operationId, params) {
          await pause(latency)
          if (operationId === 'getCart') return {}
          const { oldCartId } = params as { oldCartId: string }
          const products = carts.get(oldCartId)
          if (!products) throw await missing(oldCartId)
          carts.delete(oldCartId)
          taken.push(...products)
          return {}
        },
        callAsVisitor: async (_, params) => {
          throw await missing((params as { cartId: string }).cartId)
        },
        turns,
        maxTime: 1000,
        log: { warn: () => undefined },
      })
      return { taken, lines: scope.cookies.lines() }
    },
  }
}

async function missing(guid: string) {
  const { SapccError } = await import('../../../src/runtime/sdk/errors')
  return new SapccError('Cart not found.', { status: 400, data: { type: 'CartError', reason: 'notFound', subject: guid, subjectType: 'cart' } })
}

const add = (code: string) => ({ orderEntry: { product: { code }, quantity: 1 } })

/** A browser that has the cookie of a cart. */
async function browserWith(guid: string) {
  return fakeBrowser(`${names.cart}=${await sealer.sealValue('cart', { guids: [['electronics', guid]], writtenAt: Date.now() })}`)
}

describe.each([['one process', 1], ['several processes with Redis', 3]])('a visitor\'s cart that SAP does not have any more: %s', (_, processes) => {
  it('is replaced by one cart for all adds that arrive at once, in their order', async () => {
    const { carts, send, overlapping } = shop({ processes })
    const browser = await browserWith('a-guid-that-is-gone')
    const codes = ['1', '2', '3', '4', '5', '6']
    const answers = await Promise.all(codes.map((code, index) => send(fakeScope(browser.cookie), 'createCartEntry', add(code), index)))
    expect(answers.map(({ error }) => error)).toEqual(codes.map(() => undefined))
    expect([...carts]).toEqual([['guid-of-a-new-cart-1', codes]])
    expect(overlapping()).toBe(1)
    // Whichever response arrives last, the visitor has the cart with everything in it.
    for (const { lines } of answers) {
      const after = await browserWith('a-guid-that-is-gone')
      after.receive(lines)
      await send(fakeScope(after.cookie), 'createCartEntry', add('last'))
    }
    expect([...carts.keys()]).toEqual(['guid-of-a-new-cart-1'])
    expect(carts.get('guid-of-a-new-cart-1')).toHaveLength(12)
  })

  it('gets one replacement also when some adds know the new cart already; changes do not overlap', async () => {
    const { carts, send, overlapping } = shop({ processes })
    const browser = await browserWith('a-guid-that-is-gone')
    const old = browser.cookie
    browser.receive((await send(fakeScope(old), 'createCartEntry', add('1'))).lines)
    await Promise.all([1, 2, 3].flatMap(number => [
      send(fakeScope(old), 'createCartEntry', add(`old-${number}`), number),
      send(fakeScope(browser.cookie), 'createCartEntry', add(`new-${number}`), number + 1),
    ]))
    expect([...carts.keys()]).toEqual(['guid-of-a-new-cart-1'])
    expect(carts.get('guid-of-a-new-cart-1')).toHaveLength(7)
    expect(overlapping()).toBe(1)
  })

  it('gets one further replacement when the new cart is gone too', async () => {
    const { carts, send } = shop({ processes })
    const { cookie } = await browserWith('a-guid-that-is-gone')
    await send(fakeScope(cookie), 'createCartEntry', add('1'))
    carts.delete('guid-of-a-new-cart-1')
    const answers = await Promise.all(['2', '3'].map((code, index) => send(fakeScope(cookie), 'createCartEntry', add(code), index)))
    expect(answers.map(({ error }) => error)).toEqual([undefined, undefined])
    expect([...carts]).toEqual([['guid-of-a-new-cart-2', ['2', '3']]])
  })

  it('gets a replacement of its own for each missing cart: visitors stay apart', async () => {
    const { carts, send } = shop({ processes })
    const [first, second] = [await browserWith('a-guid-that-is-gone-1'), await browserWith('a-guid-that-is-gone-2')]
    await Promise.all([first, second].map((browser, index) => send(fakeScope(browser.cookie), 'createCartEntry', add(`${index}`), index)))
    expect([...carts.values()].sort()).toEqual([['0'], ['1']])
  })

  it.each([['getCart', {}], ['updateCartEntry', { entryNumber: 0, orderEntry: { quantity: 2 } }], ['removeCart', {}]])('has its cookie replaced by the next add only: a late answer to %s takes away no new cart', async (operationId, params) => {
    const { carts, send } = shop({ processes })
    const browser = await browserWith('a-guid-that-is-gone')
    const late = (await send(fakeScope(browser.cookie), operationId, params, 1)).lines
    browser.receive((await send(fakeScope(browser.cookie), operationId, params)).lines)
    browser.receive((await send(fakeScope(browser.cookie), 'createCartEntry', add('1'))).lines)
    browser.receive(late)
    await send(fakeScope(browser.cookie), 'createCartEntry', add('2'))
    expect([...carts]).toEqual([['guid-of-a-new-cart-1', ['1', '2']]])
  })

  it('keeps its cookie when the new cart cannot be made', async () => {
    const { carts, fail, send } = shop({ processes })
    const browser = await browserWith('a-guid-that-is-gone')
    fail('createCart')
    const failed = await send(fakeScope(browser.cookie), 'createCartEntry', add('1'))
    expect([failed.error, failed.lines]).toEqual(['UnknownError', []])
    browser.receive((await send(fakeScope(browser.cookie), 'createCartEntry', add('2'))).lines)
    expect([...carts.values()]).toEqual([['2']])
  })

  it('leaves the cart alone that was begun during a sign-in which has found the old one gone', async () => {
    const { carts, send, signIn } = shop({ processes })
    const browser = await browserWith('a-guid-that-is-gone')
    const signedIn = signIn(fakeScope(browser.cookie))
    // Its order in another tab has been answered meanwhile.
    const other = fakeBrowser()
    other.receive((await send(fakeScope(other.cookie), 'createCartEntry', add('1'))).lines)
    other.receive((await signedIn).lines)
    await send(fakeScope(other.cookie), 'createCartEntry', add('2'))
    expect([...carts.values()]).toEqual([['1', '2']])
  })

  it('brings a sign-in of another tab the new cart: what was added is merged, and later adds are refused', async () => {
    const { carts, send, signIn } = shop({ processes })
    const { cookie } = await browserWith('a-guid-that-is-gone')
    const added = send(fakeScope(cookie), 'createCartEntry', add('1'))
    await pause(1)
    const signedIn = signIn(fakeScope(cookie), 1)
    await pause(1)
    const late = send(fakeScope(cookie), 'createCartEntry', add('2'), 2)
    const browser = await browserWith('a-guid-that-is-gone')
    browser.receive((await added).lines)
    const { taken, lines } = await signedIn
    browser.receive(lines)
    expect([taken, (await late).error]).toEqual([['1'], 'SessionChangedError'])
    expect([browser.names, carts.size]).toEqual([[], 0])
  })

  it('begins no cart for an add that comes after a sign-in which has found it gone', async () => {
    const { carts, send, signIn } = shop({ processes })
    const { cookie } = await browserWith('a-guid-that-is-gone')
    const signedIn = signIn(fakeScope(cookie))
    await pause(1)
    const late = send(fakeScope(cookie), 'createCartEntry', add('1'), 1)
    await signedIn
    expect([(await late).error, carts.size]).toEqual(['SessionChangedError', 0])
    // Should the sign-in's answer not have arrived, the next one is as ever.
    const browser = fakeBrowser(cookie)
    browser.receive((await late).lines)
    expect((await send(fakeScope(browser.cookie), 'createCartEntry', add('2'))).error).toBeUndefined()
  })
})
