import { prepareConfig } from '@vue-storefront/sdk'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { nextTick, ref } from 'vue'
import { useSapccCart } from '../../../src/runtime/app/composables/use-sapcc-cart'
import { useLazySapccData, useSapccData } from '../../../src/runtime/app/composables/use-sapcc-data'
import { useSapccUser } from '../../../src/runtime/app/composables/use-sapcc-user'
import userPlugin from '../../../src/runtime/app/plugins/user'
import { LEFT_TO_BROWSER } from '../../../src/runtime/app/data/left-to-browser'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { sapccModule } from '../../../src/runtime/sdk/sapcc-module'
import { withApp } from './nuxt/app'
import { clearNuxtData, refreshNuxtData, useAsyncData } from './nuxt/imports'
import { shop } from './nuxt/shop'

const failure = (status: number) => new SapccError('away', { status, data: { type: 'HttpError' } })
const settled = () => vi.advanceTimersByTimeAsync(0)
/** Longer than any pause between two attempts. */
const nextAttempt = () => vi.advanceTimersByTimeAsync(60_000)

const UNKNOWN = { loggedIn: false, ready: false }
const JANE = { loggedIn: true, ready: true, key: 'jane' }

beforeEach(() => {
  vi.useFakeTimers()
  const page = new EventTarget()
  vi.stubGlobal('document', Object.assign(new EventTarget(), { hidden: false }))
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page))
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a cart', () => {
  it.each<[string, () => unknown, boolean]>([
    ['that is read and has nothing in it is empty', () => ({ totalUnitCount: 0 }), true],
    ['that does not exist is empty', () => ({}), true],
    ['with pieces is not, whatever fields were asked for', () => ({ totalUnitCount: 2 }), false],
    ['that could not be read is not known to be empty', () => Promise.reject(failure(400)), false],
  ])('%s', async (_, getCart, isEmpty) => {
    const { result: cart } = shop({ getCart }).mount(() => useSapccCart())
    expect(cart.isEmpty.value).toBe(false)
    await settled()
    expect(cart.isEmpty.value).toBe(isEmpty)
  })

  it('is read again, once for all components, when an order has taken it in this tab or another', async () => {
    let ordered = false
    const getCart = vi.fn(async () => ordered ? {} : { totalUnitCount: 2 })
    const page = shop({ getCart })
    const [badge, cartPage] = [1, 2].map(() => page.mount(() => useSapccCart()).result)
    await settled()
    expect([badge!.count.value, cartPage!.count.value]).toEqual([2, 2])
    ordered = true
    await withApp(page.app, () => page.app.callHook('sapcc:cart:changed', { isOwn: true }))
    await settled()
    expect([badge!.count.value, cartPage!.isEmpty.value]).toEqual([0, true])
    ordered = false
    await withApp(page.app, () => page.app.callHook('sapcc:cart:changed', { isOwn: false }))
    await settled()
    expect([badge!.count.value, cartPage!.isEmpty.value]).toEqual([2, false])
    expect(getCart).toHaveBeenCalledTimes(3)
  })

  it('takes an entry out when its quantity becomes 0, which SAP refuses as a quantity', async () => {
    const [updateCartEntry, removeCartEntry] = [vi.fn(async () => ({ quantityAdded: 1, statusCode: 'success' })), vi.fn(async () => {})]
    const { result: cart } = shop({ getCart: () => ({}), updateCartEntry, removeCartEntry }).mount(() => useSapccCart())
    await settled()
    expect(await cart.update(3, 0)).toEqual({ quantity: 0, quantityAdded: 0, isComplete: true })
    expect(removeCartEntry).toHaveBeenCalledWith({ entryNumber: 3 })
    expect(updateCartEntry).not.toHaveBeenCalled()
    expect(await cart.update(3, 2)).toMatchObject({ quantityAdded: 1, isComplete: true })
    expect(removeCartEntry).toHaveBeenCalledOnce()
  })
})

describe('data that an outage has made fail', () => {
  it.each([['is asked for again by itself', undefined, 2], ['stays as it is where the shop has switched that off', false, 1]])('%s', async (_, refetchAfterOutage, calls) => {
    const getProduct = vi.fn(() => getProduct.mock.calls.length > 1 ? { code: '1' } : Promise.reject(failure(503)))
    const page = shop({ getProduct })
    Object.assign(page.app, { appConfig: { sapcc: { refetchAfterOutage } } })
    page.mount(() => useSapccData('getProduct', { productCode: '1' }))
    await settled()
    await nextAttempt()
    expect(getProduct).toHaveBeenCalledTimes(calls)
  })
})

describe('personal data when the person changes', () => {
  const JOHN = { loggedIn: true, ready: true, key: 'john' }

  async function openPage(refetchAfterSessionChange?: boolean, session: object = JANE) {
    const [getUser, getProduct] = [vi.fn(() => ({ name: `Customer ${getUser.mock.calls.length}` })), vi.fn(() => ({ code: '1' }))]
    const page = shop({ getUser, getProduct }, session, { appConfig: { sapcc: { refetchAfterSessionChange } } })
    const show = () => page.mount(() => useSapccData('getUser')).result
    const user = show()
    const { result: product } = page.mount(() => useSapccData('getProduct', { productCode: '1' }))
    await settled()
    return { ...page, getUser, getProduct, user, product, show }
  }

  it('is cleared at once and asked for again by itself', async () => {
    const { setSession, user, getUser } = await openPage()
    setSession(JOHN)
    expect(user.data.value).toBeUndefined()
    await settled()
    expect([user.data.value, getUser.mock.calls.length]).toEqual([{ name: 'Customer 2' }, 2])
  })

  describe('where the shop has switched asking again off', () => {
    it('is cleared at once all the same, and stays empty', async () => {
      const { setSession, user, product, getUser } = await openPage(false)
      expect(user.data.value).toEqual({ name: 'Customer 1' })
      setSession(JOHN)
      expect(user.data.value).toBeUndefined()
      await nextAttempt()
      expect([user.data.value, user.status.value, user.error.value, getUser.mock.calls.length]).toEqual([undefined, 'idle', undefined, 1])
      expect(product.data.value).toEqual({ code: '1' })
    })

    it('is asked for once by `refresh()`, and then cleared by the next change as before', async () => {
      const { setSession, user, getUser } = await openPage(false)
      setSession(JOHN)
      await settled()
      await user.refresh()
      expect([user.data.value, getUser.mock.calls.length]).toEqual([{ name: 'Customer 2' }, 2])
      setSession(JANE)
      await settled()
      expect([user.data.value, getUser.mock.calls.length]).toEqual([undefined, 2])
    })

    it('is there for all components that want it when one of them has asked', async () => {
      const getCart = vi.fn(() => ({ totalUnitCount: getCart.mock.calls.length }))
      const page = shop({ getCart, applyCartVoucher: async () => {} }, JANE, { appConfig: { sapcc: { refetchAfterSessionChange: false } } })
      const carts = [1, 2].map(() => page.mount(() => useSapccCart()).result)
      await settled()
      for (const [session, calls] of [[JOHN, 2], [JANE, 3]] as const) {
        page.setSession(session)
        await settled()
        expect(carts.map(({ cart }) => cart.value)).toEqual([undefined, undefined])
        await carts[1]!.applyVoucher('WELCOME10')
        await settled()
        expect([carts.map(({ count }) => count.value), getCart.mock.calls.length]).toEqual([[calls, calls], calls])
      }
    })

    it('is asked for by a component that is shown later', async () => {
      const { setSession, show } = await openPage(false)
      setSession(JOHN)
      await settled()
      const later = show()
      await settled()
      expect(later.data.value).toEqual({ name: 'Customer 2' })
    })

    it('is asked for when the session becomes known, which is no change', async () => {
      const { setSession, user } = await openPage(false, UNKNOWN)
      setSession(JANE)
      await settled()
      expect(user.data.value).toEqual({ name: 'Customer 1' })
    })
  })
})

describe('data of a page that does not know the session yet', () => {
  it('asks until the server has told, and no longer', async () => {
    const getUser = vi.fn(() => ({ name: 'Jane' }))
    const page = shop({ getUser }, UNKNOWN)
    const ask = vi.fn(async () => {
      if (ask.mock.calls.length === 4) page.setSession(JANE)
    })
    Object.assign(page.app, { $sapccSession: { ask } })
    const { result: user } = page.mount(() => useSapccData('getUser'))
    for (let attempt = 0; attempt < 5; attempt++) await nextAttempt()
    expect(user.data.value).toEqual({ name: 'Jane' })
    expect(ask).toHaveBeenCalledTimes(4)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not ask any more when it has learnt of the session otherwise', async () => {
    const ask = vi.fn(async () => {})
    const page = shop({ getUser: () => ({ name: 'Jane' }) }, UNKNOWN, { $sapccSession: { ask } })
    page.mount(() => useSapccData('getUser'))
    await vi.advanceTimersByTimeAsync(100)
    expect(ask).toHaveBeenCalledOnce()
    page.setSession(JANE)
    await nextAttempt()
    expect(ask).toHaveBeenCalledOnce()
  })

  it('does not ask for public data', async () => {
    const ask = vi.fn(async () => {})
    shop({ getProduct: () => ({}) }, UNKNOWN, { $sapccSession: { ask } }).mount(() => useSapccData('getProduct', { productCode: '1' }))
    await nextAttempt()
    expect(ask).not.toHaveBeenCalled()
  })
})

describe('what no component shows any more', () => {
  const show = async (operation: 'getProduct' | 'getOrder', count: number) => {
    const page = shop({ getProduct: () => ({}), getOrder: () => Promise.reject(failure(400)) }, JANE)
    const code = ref(0)
    const component = page.mount(() => operation === 'getProduct' ? useSapccData(operation, () => ({ productCode: String(code.value) })) : useSapccData(operation, () => ({ code: String(code.value) })))
    for (; code.value < count; code.value++) await settled()
    component.unmount()
    await settled()
    const { payload, _asyncData } = page.app
    return [_asyncData, payload.data, payload._errors].map(({ ...kept }) => Object.keys(kept).length)
  }

  it('leaves nothing in the page\'s memory', async () => {
    expect(await show('getOrder', 30)).toEqual([0, 0, 0])
  })

  it.each<['getProduct' | 'getOrder', number | undefined, number, number]>([
    ['getProduct', undefined, 59, 1],
    ['getProduct', undefined, 61, 2],
    ['getProduct', 5, 4, 1],
    ['getProduct', 5, 6, 2],
    ['getOrder', undefined, 1, 2],
    ['getOrder', 60, 1, 2],
  ])('is shown again without a request only where it is public, and as long as `maxAge` says: %s, %s s, after %i s %i requests', async (operation, maxAge, seconds, requests) => {
    const read = vi.fn(async () => ({ code: '1' }))
    const page = shop({ [operation]: read }, JANE)
    const open = () => page.mount(() => operation === 'getProduct' ? useSapccData(operation, { productCode: '1' }, { maxAge }) : useSapccData(operation, { code: '1' }, { maxAge }))
    const first = open()
    await settled()
    first.unmount()
    await vi.advanceTimersByTimeAsync(seconds * 1000)
    const { result } = open()
    await settled()
    expect(read).toHaveBeenCalledTimes(requests)
    expect(result.data.value).toEqual({ code: '1' })
    await result.refresh()
    expect(read).toHaveBeenCalledTimes(requests + 1)
  })

  it('is kept in a limited number where it is public', async () => {
    expect(Math.max(...await show('getProduct', 70))).toBe(50)
  })
})

describe.each([true, false])('`refreshNuxtData`, where Nuxt looks for kept data at each refresh: %s', (granularCachedData) => {
  beforeEach(() => vi.stubGlobal('granularCachedData', granularCachedData))

  const getProduct = vi.fn(({ productCode }: { productCode: string }) => ({ code: productCode }))
  /** Two components that want the same product; the first one then goes on. */
  async function twoComponents() {
    getProduct.mockClear()
    const page = shop({ getProduct })
    const params = ref<{ productCode: string } | null>({ productCode: '1' })
    const first = page.mount(() => useSapccData('getProduct', params)).result
    const second = page.mount(() => useSapccData('getProduct', { productCode: '1' })).result
    await settled()
    return { first, second, params, refresh: () => withApp(page.app, () => refreshNuxtData()) }
  }

  it('keeps a component\'s data when the component that requested it first no longer wants it', async () => {
    const { second, params, refresh } = await twoComponents()
    params.value = null
    await settled()
    await refresh()
    expect(second.data.value).toEqual({ code: '1' })
    expect(getProduct).toHaveBeenCalledTimes(2)
  })

  it('asks for what each of them wants', async () => {
    const { first, second, params, refresh } = await twoComponents()
    params.value = { productCode: '2' }
    await settled()
    getProduct.mockClear()
    await refresh()
    await settled()
    expect([first.data.value, second.data.value]).toEqual([{ code: '2' }, { code: '1' }])
    expect(getProduct.mock.calls.map(([{ productCode }]) => productCode).sort()).toEqual(['1', '2'])
  })
})

describe('after an outage', () => {
  it('a read is repeated, and nothing that changes something', async () => {
    const calls = { getProduct: vi.fn(() => Promise.reject(failure(503))), createCartEntry: vi.fn(() => Promise.reject(failure(503))) }
    shop(calls).mount(() => [useSapccData('getProduct', { productCode: '1' }), useSapccData('createCartEntry', { orderEntry: {} })])
    await nextAttempt()
    expect(calls.getProduct.mock.calls.length).toBeGreaterThan(1)
    expect(calls.createCartEntry).toHaveBeenCalledOnce()
  })
})

describe('data that is not asked for at once (`immediate: false`)', () => {
  it('is asked for by `execute()`, and gone after `clear()`', async () => {
    const getProduct = vi.fn(async () => ({ name: 'Camera' }))
    const { result } = shop({ getProduct }).mount(() => useSapccData('getProduct', { productCode: '1' }, { immediate: false }))
    await settled()
    expect([getProduct.mock.calls.length, result.status.value, result.data.value]).toEqual([0, 'idle', undefined])
    await result.execute()
    expect([getProduct.mock.calls.length, result.status.value, result.data.value]).toEqual([1, 'success', { name: 'Camera' }])
    result.clear()
    expect([result.status.value, result.data.value]).toEqual(['idle', undefined])
  })
})

describe('a `transform` that throws', () => {
  it('is an error of the data, and rendering goes on', async () => {
    const code = ref('1')
    const { result } = shop({ getProduct: ({ productCode }: { productCode: string }) => ({ code: productCode }) }).mount(() => useSapccData('getProduct', () => ({ productCode: code.value }), {
      transform(product) {
        if (product.code === '1') throw new TypeError('no price')
        return product.code
      },
      default: () => 'none',
    }))
    await settled()
    expect([result.data.value, result.status.value, result.error.value?.message]).toEqual(['none', 'error', 'no price'])
    const refreshing = result.refresh()
    expect([result.status.value, result.pending.value]).toEqual(['pending', true])
    await refreshing
    code.value = '2'
    await settled()
    expect([result.data.value, result.status.value, result.error.value]).toEqual(['2', 'success', undefined])
  })
})

describe('what several components want at once', () => {
  const slow = () => vi.fn((_: unknown, { signal }: { signal: AbortSignal }) => new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error))
    setTimeout(() => resolve({ name: 'Jane', address: { town: 'Bern' } }), 300)
  }))

  it.each(['getProduct', 'getUser'] as const)('goes out once: %s', async (operation) => {
    const read = slow()
    const page = shop({ [operation]: read }, JANE)
    const params = { productCode: '1', fields: 'FULL' }
    const shown = [1, 2, 3].map(() => page.mount(() => useSapccData(operation, params)).result)
    await vi.advanceTimersByTimeAsync(300)
    expect(read).toHaveBeenCalledOnce()
    expect(shown.map(({ data }) => data.value?.name)).toEqual(['Jane', 'Jane', 'Jane'])
  })

  it('is converted by each of them for itself, without a warning', async () => {
    vi.stubGlobal('isNuxtDev', true)
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const warned = () => log.mock.calls.flat().includes('[NUXT_E3004]')
    const read = slow()
    const page = shop({ getProduct: read })
    const params = { productCode: '1' }
    const name = page.mount(() => useSapccData('getProduct', params, { transform: product => product.name, default: () => 'no name' })).result
    const initial = page.mount(() => useSapccData('getProduct', params, { transform: product => product.name?.[0], default: () => '?' })).result
    const whole = page.mount(() => useLazySapccData('getProduct', params)).result
    expect([name.data.value, initial.data.value, whole.data.value]).toEqual(['no name', '?', undefined])
    await vi.advanceTimersByTimeAsync(300)
    expect([name.data.value, initial.data.value, whole.data.value?.name]).toEqual(['Jane', 'J', 'Jane'])
    expect(read).toHaveBeenCalledOnce()
    expect(warned()).toBe(false)
    // What Nuxt says of a key that is used with different options.
    for (const transform of [(value: string) => value, (value: string) => value.length]) page.mount(() => useAsyncData('key', async () => 'text', { transform } as object))
    expect(warned()).toBe(true)
    log.mockRestore()
  })

  it('is not given up because one of them does not want it any more', async () => {
    const read = slow()
    const page = shop({ getUser: read }, JANE)
    const first = page.mount(() => useSapccData('getUser'))
    const second = page.mount(() => useSapccData('getUser'))
    await vi.advanceTimersByTimeAsync(100)
    first.unmount()
    await vi.advanceTimersByTimeAsync(200)
    expect(second.result.data.value?.name).toBe('Jane')
    expect(read).toHaveBeenCalledOnce()
  })

  it('goes out for each kind of it', async () => {
    const read = slow()
    const page = shop({ getUser: read }, JANE)
    for (const fields of ['BASIC', 'FULL']) page.mount(() => useSapccData('getUser', { fields }))
    await settled()
    expect(read).toHaveBeenCalledTimes(2)
  })

  it('is theirs together, so that a change of it fails in development', async () => {
    vi.stubGlobal('isNuxtDev', true)
    const page = shop({ getUser: slow() }, JANE)
    const { result: user } = page.mount(() => useSapccData('getUser'))
    await vi.advanceTimersByTimeAsync(300)
    expect(() => Object.assign(user.data.value!, { name: 'John' })).toThrow(TypeError)
    expect(() => Object.assign((user.data.value as unknown as { address: object }).address, { town: 'Chur' })).toThrow(TypeError)
  })
})

describe('a component that is mounted after the person has changed', () => {
  it('shows the one who is there, and never the one who was', async () => {
    let person = 'Jane'
    const getUser = vi.fn(async () => ({ name: person }))
    const page = shop({ getUser }, JANE)
    const before = page.mount(() => useSapccUser())
    await settled()
    expect(before.result.name.value).toBe('Jane')
    before.unmount()
    await settled()
    person = 'John'
    page.setSession({ ...JANE, key: 'john' })
    const { result: after } = page.mount(() => useSapccUser())
    expect(after.name.value).toBeUndefined()
    await settled()
    expect(after.name.value).toBe('John')
    expect(getUser).toHaveBeenCalledTimes(2)
  })

  it('shows nobody after the sign-out, and asks for nothing', async () => {
    const getUser = vi.fn(async () => ({ name: 'Jane' }))
    const page = shop({ getUser }, JANE)
    const before = page.mount(() => useSapccUser())
    await settled()
    before.unmount()
    page.setSession({ loggedIn: false, ready: true, key: '' })
    const { result: after } = page.mount(() => useSapccUser())
    await settled()
    expect([after.name.value, after.uid.value, after.pending.value]).toEqual([undefined, undefined, false])
    expect(getUser).toHaveBeenCalledOnce()
  })

  it('shows the same person without a change of name after a refresh of the token', async () => {
    const getUser = vi.fn(async () => ({ name: 'Jane' }))
    const page = shop({ getUser }, JANE)
    const { result } = page.mount(() => useSapccUser())
    await settled()
    page.setSession({ ...JANE, expiresAt: 1 })
    await settled()
    expect([result.name.value, getUser.mock.calls.length]).toEqual(['Jane', 1])
  })
})

describe('name and uid that are read with the session (`auth.loadUser`)', () => {
  const open = (session: object) => {
    const getUser = vi.fn(async () => ({ uid: 'jane@example.com', name: `Jane ${getUser.mock.calls.length}` }))
    const page = shop({ getUser }, session, { $sapccSession: { ask: async () => {} } })
    withApp(page.app, () => (userPlugin as unknown as { setup: () => void }).setup())
    return { ...page, getUser }
  }

  it('are there for a component that is shown later, which asks for nothing', async () => {
    const page = open(JANE)
    await settled()
    const { result, unmount } = page.mount(() => useSapccUser())
    expect([result.uid.value, result.name.value]).toEqual(['jane@example.com', 'Jane 1'])
    unmount()
    await settled()
    expect(page.mount(() => useSapccUser()).result.name.value).toBe('Jane 1')
    expect(page.getUser).toHaveBeenCalledOnce()
  })

  it('follow the session, without a component that shows them', async () => {
    const page = open({ loggedIn: false, ready: true, key: '' })
    await settled()
    expect(page.getUser).not.toHaveBeenCalled()
    page.setSession(JANE)
    await settled()
    const name = () => {
      const { result, unmount } = page.mount(() => useSapccUser())
      unmount()
      return result.name.value
    }
    expect([name(), page.getUser.mock.calls.length]).toEqual(['Jane 1', 1])
    page.setSession({ ...JANE, key: 'john' })
    expect(name()).toBeUndefined()
    await settled()
    expect([name(), page.getUser.mock.calls.length]).toEqual(['Jane 2', 2])
    page.setSession({ loggedIn: false, ready: true, key: '' })
    expect(name()).toBeUndefined()
  })
})

describe('personal data of `useAsyncData`, as docs/composables.md has it', () => {
  it('would be another person\'s where only the key has the session', async () => {
    const page = shop({}, JANE)
    const person = ref('jane')
    const { result } = page.mount(() => useAsyncData(() => `overview-${person.value}`, () => person.value === 'jane' ? Promise.resolve('Jane\'s') : Promise.reject(failure(401))))
    await settled()
    person.value = ''
    await nextTick()
    expect(result.data.value).toBe('Jane\'s')
  })

  it('is gone at once, and asked for again, by the hook', async () => {
    let person = 'Jane'
    const answer = () => new Promise(resolve => setTimeout(() => resolve(person), 300))
    const page = shop({}, JANE)
    const { result, everyones } = page.mount(() => ({ result: useAsyncData('overview', answer), everyones: useAsyncData('menu', () => Promise.resolve('menu')) })).result
    page.app.hook('sapcc:session:changed', async () => {
      withApp(page.app, () => clearNuxtData('overview'))
      await withApp(page.app, () => refreshNuxtData('overview'))
    })
    await vi.advanceTimersByTimeAsync(300)
    expect(result.data.value).toBe('Jane')
    person = 'John'
    void page.app.callHook('sapcc:session:changed', { sessionKey: 'john', isOwn: false })
    await settled()
    expect(result.data.value).toBeUndefined()
    await vi.advanceTimersByTimeAsync(300)
    expect([result.data.value, everyones.data.value]).toEqual(['John', 'menu'])
  })
})

/** By which Alokai's SDK knows the settings of a call. */
const alokaiMarks = Object.getOwnPropertySymbols(prepareConfig({}))

describe('data whose call the rendering has left to the browser', () => {
  const open = async (getUser: () => unknown) => {
    const page = shop({ getUser }, JANE)
    page.mount(() => useSapccData('getUser'))
    const [key = ''] = Object.keys(page.app._asyncData)
    const rendered = shop({ getUser }, JANE, { isHydrating: true })
    rendered.app.payload.serverRendered = true
    rendered.app.payload._errors[key] = LEFT_TO_BROWSER
    const { result } = rendered.mount(() => useSapccData('getUser'))
    const seen = () => [result.data.value, result.error.value?.status, result.status.value, result.pending.value]
    return { ...rendered, key, result, seen }
  }

  it.each<[string, () => unknown, unknown[]]>([
    ['has come', () => ({ name: 'Jane' }), [{ name: 'Jane' }, undefined, 'success', false]],
    ['has failed', () => Promise.reject(failure(401)), [undefined, 401, 'error', false]],
  ])('is still to come, and no error, until the answer %s', async (_, answer, afterwards) => {
    const getUser = vi.fn(answer)
    const { app, key, seen } = await open(getUser)
    const before = getUser.mock.calls.length
    await settled()
    expect(seen()).toEqual([undefined, undefined, 'pending', true])
    // The plugin asks, when it has refreshed.
    expect(getUser).toHaveBeenCalledTimes(before)
    app.isHydrating = false
    const asking = withApp(app, () => refreshNuxtData(key))
    expect(seen()).toEqual([undefined, undefined, 'pending', true])
    await asking
    expect(seen()).toEqual(afterwards)
    expect(getUser).toHaveBeenCalledTimes(before + 1)
  })
})

describe('data whose session turns out to be over', () => {
  /** What a component shows whose first call is refused, as the refresh is, and how often it has called. */
  async function shown(operation: string, options: object) {
    const calls: string[] = []
    const transport = (name: string) => {
      calls.push(name)
      return name === 'refreshUserToken' || calls.length === 1 ? Promise.reject(new SapccError('over', { status: 401, data: { type: 'SessionEndedError' } })) : Promise.resolve({ code: '1' })
    }
    const sdk = sapccModule({ transport, host: { isForEveryone: () => operation === 'getProduct' }, refreshToken: { ssrRefreshEnabled: true } })
    const page = shop({}, JANE, { $sapcc: { sapcc: sdk.connector } })
    const { result } = page.mount(() => useSapccData(operation as 'getProduct', { productCode: '1' }, options))
    await settled()
    return [result.data.value, result.error.value?.data.type, calls.filter(name => name === operation).length]
  }

  it('tells the shop\'s own code nothing that is for the module only', async () => {
    /** What interceptors, the error handler, an own transport and the logger get. */
    const settings: [string, object][] = []
    const refused = () => Promise.reject(new SapccError('over', { status: 401, data: { type: 'SessionEndedError' } }))
    const sdk = sapccModule({
      transport: (_, __, config) => {
        settings.push(['transport', config])
        return refused()
      },
      logger: { onRequest: ({ config }) => void settings.push(['logger', config]) },
      errorHandler: async ({ config, url, params, httpClient }) => {
        settings.push(['errorHandler', config])
        return await httpClient(url, params, config) as unknown
      },
      host: { isForEveryone: () => true },
      refreshToken: { ssrRefreshEnabled: true },
    })
    const getProduct = (params: object, config: object) => {
      settings.push(['interceptor', config])
      return (sdk.connector.getProduct as (...args: object[]) => Promise<unknown>)(params, config)
    }
    shop({}, JANE, { $sapcc: { sapcc: { getProduct } } }).mount(() => useSapccData('getProduct', { productCode: '1' }))
    await settled()
    // The call, the refresh, the call for everyone, and that of the error handler.
    expect(settings.map(([who]) => who)).toEqual(['interceptor', ...Array.from({ length: 3 }, () => ['logger', 'transport']).flat(), 'errorHandler', 'logger', 'transport'])
    for (const [who, config] of settings) {
      expect([who, Object.keys(config).filter(name => !['method', 'headers', 'signal'].includes(name))]).toEqual([who, []])
      if (who !== 'interceptor') expect([who, Object.getOwnPropertySymbols(config).filter(symbol => !alokaiMarks.includes(symbol))]).toEqual([who, []])
    }
  })

  it.each([
    ['of the catalogue', 'getProduct', {}],
    ['of an own operation, where the component says that it is everyone\'s', 'getOpeningHours', { for: 'everyone' }],
  ])('is fetched once more, for an anonymous visitor: %s', async (_, operation, options) => {
    expect(await shown(operation, options)).toEqual([{ code: '1' }, undefined, 2])
  })

  it.each([
    ['a product, where the component says that it is the visitor\'s', 'getProduct', { for: 'visitor' }],
    ['an own operation', 'getOpeningHours', {}],
    ['what changes something', 'bookAppointment', { for: 'everyone' }],
  ])('is an error where it is not known to be everyone\'s: %s', async (_, operation, options) => {
    expect(await shown(operation, options)).toEqual([undefined, 'SessionEndedError', 1])
  })
})
