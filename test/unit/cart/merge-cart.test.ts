import { describe, expect, it } from 'vitest'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { anonymousCartKey, createAnonymousCarts } from '../../../src/runtime/server/cart/anonymous-cart'
import type { AnonymousCart } from '../../../src/runtime/server/cart/anonymous-cart'
import type { MergeState } from '../../../src/runtime/server/cart/cart-notes'
import { mergeAnonymousCart } from '../../../src/runtime/server/cart/merge-cart'
import type { CallInternally } from '../../../src/runtime/server/cart/merge-cart'
import { createMemoryStorage } from '../../../src/runtime/server/storage/shared-storage'
import { createTurns } from '../../../src/runtime/server/storage/turns'
import { fakeScope, names } from '../fake-request'
import { sealer } from '../session/tokens'

const GUID = '0b7d5a8e-2f7b-4a27-9f5c-1f0f6f0c2b11'
const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))
const notFound = () => new SapccError('Cart not found.', { status: 400, data: { type: 'CartError', reason: 'notFound', subject: GUID, subjectType: 'cart' } })

/** What happens to a call to SAP: it gives no answer, or the process dies; before or after SAP has executed it. */
type Fault = 'fails' | 'is executed without an answer' | 'is not sent, the process dies' | 'is executed, the process dies'

/** A visitor with a cart at SAP, and the customer as whom they sign in. */
function visitor({ isGuest }: { isGuest: boolean }) {
  let turns = createTurns({ maxWait: 1000, maxWaiting: 10 })
  /** Products in SAP's carts; `undefined`: there is no such cart. */
  const carts: { visitors: string[] | undefined, customers: string[] } = { visitors: ['first'], customers: [] }
  const kept = new Map([['shop', GUID]])
  const lines: string[] = []
  const merges = new Map<string, MergeState>()
  /** Operations that a sign-in has called. */
  const calls: string[] = []
  /** By the number of the call, from 1 on. */
  const faults = new Map<number, Fault>()
  /** Called when the process dies. */
  let died = () => {}
  /** Products of which the customer can have no more. */
  const noStock = new Set<string>()
  let removalTime = 0

  const withFaults = (inner: CallInternally): CallInternally => async (operationId, params) => {
    const fault = faults.get(calls.push(operationId))
    if (fault === undefined) return await inner(operationId, params)
    if (fault.startsWith('is executed')) await inner(operationId, params).catch(() => undefined)
    if (fault.endsWith('dies')) {
      died()
      return await new Promise(() => {})
    }
    throw new SapccError('away', { status: 503, data: { type: 'UpstreamUnreachableError' } })
  }
  const cart: AnonymousCart = {
    guid: site => Promise.resolve(kept.get(site)),
    begin: site => Promise.resolve(kept.get(site)),
    drop: site => Promise.resolve(void kept.delete(site)),
    takeReplacement: () => Promise.resolve(false),
    noteMerging: guid => !merges.has(guid) && !!merges.set(guid, 'merging'),
    noteMergeDone: guid => Promise.resolve(void merges.set(guid, 'done')),
    noteNotMerged: guid => void merges.delete(guid),
    moveEntries: (_guid, _options, move) => move(),
    mergeState: guid => Promise.resolve(merges.get(guid)),
    entries: () => Promise.resolve([...kept]),
    clear: () => Promise.resolve(kept.clear()),
  }

  const call = withFaults(async (operationId, params) => {
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
  })
  const callAsVisitor = withFaults(async (operationId, params) => {
    if (!carts.visitors) throw notFound()
    if (operationId === 'removeCart') carts.visitors = undefined
    // SAP numbers the entries that follow anew.
    if (operationId === 'removeCartEntry') {
      await pause(removalTime)
      const [code] = carts.visitors?.splice((params as { entryNumber: number }).entryNumber, 1) ?? []
      carts.visitors = carts.visitors?.filter(other => other !== `gift of ${code}`)
    }
    const entries = carts.visitors?.map(code => ({ quantity: 1, updateable: !code.startsWith('gift of '), product: { code } }))
    if (operationId === 'getCart') await pause(20)
    return { entries }
  })
  const signIn = (own: Pick<typeof turns, 'take'> = turns, view = cart) => mergeAnonymousCart({ cart: view, call, callAsVisitor, turns: own, maxTime: 1000, log: { warn: line => void lines.push(line) } })

  return {
    carts,
    kept,
    calls,
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
    signIn,
    /** @param ms milliseconds that SAP needs for each removal of an entry. */
    slowRemovals: (ms: number) => void (removalTime = ms),
    /** A sign-in during which the process dies, if a fault says so; with the start of the next process. */
    async signInAndRestart() {
      const answered = signIn()
      await Promise.race([answered, new Promise<void>(resolve => died = resolve)])
      turns = createTurns({ maxWait: 1000, maxWaiting: 10 })
      merges.clear()
    },
  }
}

describe.each([['of a guest with an e-mail', true], ['of a plain visitor', false]])('merging the cart %s', (_, isGuest) => {
  it('carries over what an add that is under way puts in', async () => {
    const { carts, kept, lines, merges, add, signIn } = visitor({ isGuest })
    const added = add('second')
    expect(await signIn()).toEqual([{ baseSiteId: 'shop', notAdded: [] }])
    expect(await added).toBe('added')
    expect(carts).toEqual({ visitors: undefined, customers: ['first', 'second'] })
    expect([kept.size, [...merges]]).toEqual([0, [[GUID, 'done']]])
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
    faults.set(1, 'fails')
    expect(await signIn()).toEqual([])
    expect([merges.size, kept.size, lines.length]).toEqual([0, 1, 1])
    expect(await add('second')).toBe('added')
    await signIn()
    expect(carts.customers).toEqual(['first', 'second'])
  })

  it('leaves the cookie of a cart that is gone, and refuses the visitor\'s calls that wait', async () => {
    const { carts, kept, lines, merges, add, signIn } = visitor({ isGuest })
    carts.visitors = undefined
    expect(await signIn()).toEqual([])
    expect([[...merges], kept.size, lines.length]).toEqual([[[GUID, 'done']], 1, 1])
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

describe('carrying a guest\'s entries over one by one', () => {
  const ALL = ['first', 'second', 'third', 'fourth']
  const guest = () => {
    const all = visitor({ isGuest: true })
    all.carts.visitors = [...ALL]
    return all
  }
  /** How often a product is in the cart more than once. */
  const doubled = (products: readonly string[]) => products.length - new Set(products).size
  const STEPS = Array.from({ length: 11 }, (_, index) => index + 1)

  it('moves them: each one that is added leaves the guest\'s cart, the last one with the cart', async () => {
    const { carts, calls, signIn } = guest()
    expect(await signIn()).toEqual([{ baseSiteId: 'shop', notAdded: [] }])
    expect(carts).toEqual({ visitors: undefined, customers: ALL })
    expect(calls).toEqual([
      'getCart', 'createCart', 'getCart',
      'createCartEntry', 'removeCartEntry', 'createCartEntry', 'removeCartEntry', 'createCartEntry', 'removeCartEntry',
      'createCartEntry', 'removeCart',
    ])
    expect(calls).toHaveLength(STEPS.length)
  })

  it('leaves in the guest\'s cart what was not added, and nothing else', async () => {
    const { carts, noStock, signIn } = guest()
    for (const code of ['second', 'third']) noStock.add(code)
    expect((await signIn())[0]?.notAdded).toMatchObject([{ productCode: 'second' }, { productCode: 'third' }])
    expect(carts).toEqual({ visitors: ['second', 'third'], customers: ['first', 'fourth'] })
  })

  it.each(STEPS.flatMap(step => [[step, 'is not sent, the process dies'], [step, 'is executed, the process dies']] as const))('loses nothing, and doubles one entry at most at the next sign-in, when call %i %s', async (step, fault) => {
    const { carts, calls, faults, kept, signIn, signInAndRestart } = guest()
    faults.set(step, fault)
    await signInAndRestart()
    expect(kept.size).toBe(1)
    await signIn()
    expect(new Set(carts.customers)).toEqual(new Set(ALL))
    expect(doubled(carts.customers)).toBeLessThanOrEqual(1)
    // The cookie of a cart that the next sign-in finds gone stays.
    const isGone = calls[step - 1] === 'removeCart' && fault === 'is executed, the process dies'
    expect([carts.visitors ?? [], kept.size]).toEqual([[], isGone ? 1 : 0])
  })

  it.each(STEPS.flatMap(step => [[step, 'fails'], [step, 'is executed without an answer']] as const))('doubles nothing, and adds or reports each entry, when call %i %s', async (step, fault) => {
    const { carts, faults, kept, signIn } = guest()
    faults.set(step, fault)
    const merged = [...await signIn(), ...await signIn()]
    const reported = merged.flatMap(({ notAdded }) => notAdded.map(({ productCode }) => productCode))
    expect(doubled(carts.customers)).toBe(0)
    expect(new Set([...carts.customers, ...reported])).toEqual(new Set(ALL))
    expect([merged.length, kept.size]).toEqual([1, 0])
  })

  it('stops removing when that fails: the customer does not wait for one call without an answer after the other', async () => {
    const { carts, faults, calls, signIn } = guest()
    faults.set(5, 'fails')
    await signIn()
    expect(calls.filter(operationId => operationId === 'removeCartEntry')).toHaveLength(1)
    expect(carts).toEqual({ visitors: undefined, customers: ALL })
  })

  it('leaves gifts to SAP, and no entry is lost with one', async () => {
    const { carts, noStock, signIn } = guest()
    carts.visitors = ['first', 'gift of first', 'second', 'third']
    noStock.add('second')
    expect((await signIn())[0]?.notAdded).toMatchObject([{ productCode: 'second' }])
    expect(carts.customers).toEqual(['first', 'third'])
    expect(carts.visitors).toContain('second')
  })

  it('adds all of them in time, also where removals are slow', async () => {
    const { carts, slowRemovals, signIn } = guest()
    slowRemovals(600)
    expect(await signIn()).toEqual([{ baseSiteId: 'shop', notAdded: [] }])
    expect(carts.customers).toEqual(ALL)
  })

  it('adds nothing twice when the customer signs in at another process too, which has waited too long for the cart\'s turn', async () => {
    const { carts, slowRemovals, signIn } = guest()
    slowRemovals(50)
    const storage = createMemoryStorage(60)
    const never = { take: () => Promise.reject(new SapccError('busy', { status: 503, data: { type: 'CartBusyError' } })) }
    const cookie = `${names.cart}=${await sealer.sealValue('cart', { guids: [['shop', GUID]], writtenAt: Date.now() })}`
    const [first, second] = [1, 2].map(() => createAnonymousCarts({ sealer, shared: () => ({ storage, turns: never }) })(fakeScope(cookie)))
    const merged = signIn(undefined, first)
    await pause(80)
    expect([carts.customers.length > 0, carts.customers.length < ALL.length]).toEqual([true, true])
    expect(await signIn(never, second)).toEqual([])
    // So it is there for the next sign-in, should this one not end.
    expect(await second!.guid('shop')).toBe(GUID)
    expect(await merged).toEqual([{ baseSiteId: 'shop', notAdded: [] }])
    expect(carts).toEqual({ visitors: undefined, customers: ALL })
  })

  it.each([['has the turn', true], ['waits in vain for the turn that is a moment longer the dead process\'s', false]])('moves on what a process that has died has left: the next sign-in %s', async (_, hasTurn) => {
    const { carts, signIn } = guest()
    const storage = createMemoryStorage(60)
    const never = { take: () => Promise.reject(new SapccError('busy', { status: 503, data: { type: 'CartBusyError' } })) }
    const cookie = `${names.cart}=${await sealer.sealValue('cart', { guids: [['shop', GUID]], writtenAt: Date.now() })}`
    const [first, second] = [1, 2].map(() => createAnonymousCarts({ sealer, shared: () => ({ storage, turns: never }) })(fakeScope(cookie)))
    await new Promise<void>((resolve) => {
      void first!.moveEntries(GUID, { evenIfMoved: false }, () => {
        resolve()
        return new Promise(() => {})
      })
    })
    expect(await signIn(hasTurn ? undefined : never, second)).toHaveLength(hasTurn ? 1 : 0)
    expect([carts.customers, await second!.guid('shop')]).toEqual(hasTurn ? [ALL, undefined] : [[], GUID])
  })

  it('removes no entry while other calls may change the guest\'s cart', async () => {
    const { carts, signIn } = guest()
    await signIn({ take: () => Promise.reject(new SapccError('busy', { status: 503, data: { type: 'CartBusyError' } })) })
    expect(carts).toEqual({ visitors: ALL, customers: ALL })
  })
})
