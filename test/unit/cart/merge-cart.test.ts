import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { anonymousCartKey } from '../../../src/runtime/server/cart/anonymous-cart'
import type { AnonymousCart } from '../../../src/runtime/server/cart/anonymous-cart'
import type { MergeState } from '../../../src/runtime/server/cart/cart-notes'
import { mergeAnonymousCart } from '../../../src/runtime/server/cart/merge-cart'
import type { CallInternally } from '../../../src/runtime/server/cart/merge-cart'
import { createTurns } from '../../../src/runtime/server/storage/turns'

const GUID = '0b7d5a8e-2f7b-4a27-9f5c-1f0f6f0c2b11'
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
const notFound = () => new SapccError('Cart not found.', { status: 400, data: { type: 'CartError', reason: 'notFound', subject: GUID, subjectType: 'cart' } })

/** A visitor with a cart at SAP, and the customer as whom they sign in. */
function visitor({ isGuest }: { isGuest: boolean }) {
  const turns = createTurns({ maxWait: 1000, maxWaiting: 10 })
  /** Products in SAP's carts; `undefined`: there is no such cart. */
  const carts: { visitors: string[] | undefined, customers: string[] } = { visitors: ['first'], customers: [] }
  const kept = new Map([['shop', GUID]])
  const lines: string[] = []
  const merges = new Map<string, MergeState>()
  /** Operations that get no answer, once each. */
  const faults: string[] = []
  /** Products of which the customer can have no more. */
  const noStock = new Set<string>()
  const failIfFaulty = (operationId: string) => {
    const index = faults.indexOf(operationId)
    if (index === -1) return
    faults.splice(index, 1)
    throw new SapccError('away', { status: 503, data: { type: 'UpstreamUnreachableError' } })
  }
  const cart: AnonymousCart = {
    guid: site => Promise.resolve(kept.get(site)),
    begin: site => Promise.resolve(kept.get(site)),
    drop: site => Promise.resolve(void kept.delete(site)),
    noteMerging: guid => !merges.has(guid) && !!merges.set(guid, 'merging'),
    noteMerged: guid => Promise.resolve(void merges.set(guid, 'merged')),
    noteNotMerged: guid => void merges.delete(guid),
    mergeState: guid => Promise.resolve(merges.get(guid)),
    entries: () => Promise.resolve([...kept]),
    clear: () => Promise.resolve(kept.clear()),
  }

  const call: CallInternally = async (operationId, params) => {
    failIfFaulty(operationId)
    if (operationId === 'getCart') return { guid: 'customers' }
    if (operationId === 'createCartEntry') {
      const { code } = (params as { orderEntry: { product: { code: string } } }).orderEntry.product
      if (noStock.has(code)) return { quantityAdded: 0, statusCode: 'noStock' }
      carts.customers.push(code)
      return { quantityAdded: 1 }
    }
    if (isGuest || !carts.visitors) throw notFound()
    const merged = carts.visitors
    await pause(20)
    carts.customers.push(...merged)
    carts.visitors = undefined
    return { guid: 'customers' }
  }
  const callAsVisitor: CallInternally = async (operationId) => {
    if (!carts.visitors) throw notFound()
    if (operationId === 'removeCart') carts.visitors = undefined
    const entries = carts.visitors?.map(code => ({ quantity: 1, product: { code } }))
    await pause(20)
    return { entries }
  }

  return {
    carts,
    kept,
    faults,
    noStock,
    lines,
    merges,
    /** Adds a product in another tab: in the cart's turn, as the server does. */
    async add(code: string): Promise<'added' | 'not found'> {
      const endTurn = await turns.take(await anonymousCartKey(GUID))
      try {
        await pause(20)
        if (!carts.visitors) return 'not found'
        carts.visitors.push(code)
        return 'added'
      }
      finally {
        endTurn()
      }
    },
    signIn: (own: Pick<typeof turns, 'take'> = turns) => mergeAnonymousCart({ cart, call, callAsVisitor, turns: own, maxTime: 1000, log: { warn: line => void lines.push(line) } }),
  }
}

describe.each([['of a guest with an e-mail', true], ['of a plain visitor', false]])('merging the cart %s', (_, isGuest) => {
  it('carries over what an add that is under way puts in', async () => {
    const { carts, kept, lines, merges, add, signIn } = visitor({ isGuest })
    const added = add('second')
    expect(await signIn()).toEqual([{ baseSiteId: 'shop', notAdded: [] }])
    expect(await added).toBe('added')
    expect(carts).toEqual({ visitors: undefined, customers: ['first', 'second'] })
    expect([kept.size, [...merges]]).toEqual([0, [[GUID, 'merged']]])
    expect(lines).toEqual([])
  })

  it('lets an add wait that comes meanwhile: it finds no cart, and is not lost in one that is removed', async () => {
    const { carts, add, signIn } = visitor({ isGuest })
    const order: string[] = []
    const signedIn = signIn().then(() => order.push('signed in'))
    await pause(10)
    order.push(await add('second'))
    await signedIn
    expect(order).toEqual(['signed in', 'not found'])
    expect(carts).toEqual({ visitors: undefined, customers: ['first'] })
  })

  it('goes on without its turn when that does not come, says so once, and removes no cart that is being changed', async () => {
    const { carts, kept, lines, signIn } = visitor({ isGuest })
    const busy = new SapccError('busy', { status: 503, data: { type: 'CartBusyError' } })
    const waits: unknown[] = []
    const merged = await signIn({
      take: (key, _signal, maxWait) => {
        waits.push([key, maxWait])
        return Promise.reject(busy)
      },
    })
    expect(merged).toEqual([{ baseSiteId: 'shop', notAdded: [] }])
    expect(waits).toEqual([[await anonymousCartKey(GUID), 5000]])
    expect(carts).toEqual({ visitors: isGuest ? ['first'] : undefined, customers: ['first'] })
    expect(kept.size).toBe(0)
    expect(lines).toEqual([expect.stringContaining('CartBusyError')])
  })

  it('ends its turn also when SAP gives no answer, and keeps the cart for the next sign-in', async () => {
    const { carts, kept, faults, lines, merges, add, signIn } = visitor({ isGuest })
    faults.push('getCart')
    expect(await signIn()).toEqual([])
    expect([merges.size, kept.size, lines.length]).toEqual([0, 1, 1])
    expect(await add('second')).toBe('added')
    await signIn()
    expect(carts.customers).toEqual(['first', 'second'])
  })

  it('forgets a cart that is gone, and refuses the visitor\'s calls that wait', async () => {
    const { carts, kept, lines, merges, add, signIn } = visitor({ isGuest })
    carts.visitors = undefined
    expect(await signIn()).toEqual([])
    expect([[...merges], kept.size, lines.length]).toEqual([[[GUID, 'merged']], 0, 1])
    expect(await add('second')).toBe('not found')
  })

  it.each([['with turns', true], ['without a turn that comes in time', false]])('carries it over once when the customer signs in twice at once: %s', async (_, hasTurn) => {
    const { carts, kept, noStock, signIn } = visitor({ isGuest })
    // So a guest's cart stays at SAP.
    noStock.add('second')
    carts.visitors?.push('second')
    const busy = { take: () => Promise.reject(new SapccError('busy', { status: 503, data: { type: 'CartBusyError' } })) }
    const answers = await Promise.all([signIn(hasTurn ? undefined : busy), signIn(hasTurn ? undefined : busy)])
    expect(answers.flat()).toHaveLength(1)
    expect(carts.customers).toEqual(isGuest ? ['first'] : ['first', 'second'])
    expect(kept.size).toBe(0)
  })
})
