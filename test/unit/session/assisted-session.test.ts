import { describe, expect, it } from 'vitest'
import { createAssistedSessions } from '../../../src/runtime/server/session/assisted-session'
import { platformAead } from '../../../src/runtime/server/crypto/aead'
import { fakeBrowser, fakeScope } from '../fake-request'
import { newSession, sealer } from './tokens'

const CUSTOMER = { customerId: 'id-of-jane', uid: 'jane@example.com', name: 'Jane Doe' }

function setUp() {
  const clock = { now: 1_000_000 }
  const told: object[] = []
  const assisted = createAssistedSessions({ sealer, maxAge: 60, sessionMaxAge: 3600, onEnded: async (_scope, ended) => void told.push(ended), now: () => clock.now })
  const browser = fakeBrowser()
  async function request<Result>(work: (scope: ReturnType<typeof fakeScope>) => Promise<Result>): Promise<Result> {
    const scope = fakeScope(browser.cookie)
    const result = await work(scope)
    browser.receive(scope.cookies.lines())
    return result
  }
  return { assisted, browser, clock, request, told }
}

describe('for whom an agent acts', () => {
  it('is in the agent\'s browser, for this session only', async () => {
    const { assisted, browser, request } = setUp()
    const [own, other] = [newSession(), newSession()]
    const written = await request(scope => assisted.write(scope, own, { agent: 'sam', customer: CUSTOMER }))
    expect(written).toMatchObject({ agent: 'sam', customer: CUSTOMER })
    expect(await request(scope => assisted.read(scope, own))).toEqual(written)
    expect(await request(scope => assisted.read(scope, other))).toBeUndefined()
    expect(browser.cookie).not.toMatch(/jane|sam/)
    await request(async scope => assisted.clear(scope))
    expect(await request(scope => assisted.read(scope, own))).toBeUndefined()
  })

  it('differs by the customer, in the key that calls are told apart by', async () => {
    const { assisted, request } = setUp()
    const own = newSession()
    const keyFor = async (customerId: string) => (await request(scope => assisted.write(scope, own, { customer: { ...CUSTOMER, customerId } }))).key
    expect(await keyFor('a')).toBe(await keyFor('a'))
    expect(await keyFor('a')).not.toBe(await keyFor('b'))
    expect((await request(scope => assisted.write(scope, own, { agent: 'sam' }))).key).toBeUndefined()
  })

  it('is over after its time, which is known for as long as the session lasts', async () => {
    const { assisted, browser, clock, request, told } = setUp()
    const own = newSession()
    await request(scope => assisted.write(scope, own, { agent: 'sam', customer: CUSTOMER }))
    clock.now += 59_999
    expect(await request(scope => assisted.read(scope, own))).toMatchObject({ customer: CUSTOMER })
    expect(told).toEqual([])
    clock.now += 1
    expect(await request(scope => assisted.read(scope, own))).toEqual({ agent: 'sam', expired: CUSTOMER, key: expect.any(String) as string })
    expect(browser.lines.find(line => line.includes('-assisted='))).toMatch(/Max-Age=3600;/)
    // Each request of the browser's notices it.
    await Promise.all([1, 2].map(() => request(scope => assisted.read(scope, own))))
    expect(told).toEqual([{ agent: 'sam', customer: CUSTOMER, reason: 'expired' }])
  })

  it('that an agent acts for no customer has no end', async () => {
    const { assisted, clock, request, told } = setUp()
    const own = newSession()
    await request(scope => assisted.write(scope, own, { agent: 'sam' }))
    clock.now += 1_000_000
    expect(await request(scope => assisted.read(scope, own))).toEqual({ agent: 'sam' })
    expect(told).toEqual([])
  })

  it('is told of once, whatever ends it', async () => {
    const { assisted, clock, request, told } = setUp()
    const own = newSession()
    const state = await request(scope => assisted.write(scope, own, { customer: CUSTOMER }))
    await request(scope => assisted.tellEnded(scope, state, 'signed-out'))
    await request(scope => assisted.tellEnded(scope, state, 'replaced'))
    clock.now += 60_000
    await request(scope => assisted.read(scope, own))
    expect(told).toEqual([{ customer: CUSTOMER, reason: 'signed-out' }])
  })

  it('is over where an older version of the module has written it', async () => {
    const { assisted, request, told } = setUp()
    const own = newSession()
    const { names } = fakeScope()
    const session = await platformAead().hash(own.id)
    const readOlder = async (value: object) => await assisted.read(fakeScope(`${names.assisted}=${encodeURIComponent(await sealer.sealValue('assisted', { session, until: Number.MAX_VALUE, agent: 'sam', ...value }))}`), own)
    expect(await readOlder({ customer: CUSTOMER })).toEqual({ agent: 'sam', expired: CUSTOMER, key: expect.any(String) as string })
    expect(await readOlder({})).toEqual({ agent: 'sam' })
    expect(told).toEqual([])
    // Until the agent chooses again.
    await request(scope => assisted.write(scope, own, { agent: 'sam', customer: CUSTOMER }))
    expect(await request(scope => assisted.read(scope, own))).toMatchObject({ customer: CUSTOMER })
  })

  it('is nothing that a client can make up', async () => {
    const { assisted } = setUp()
    const own = newSession()
    const { names } = fakeScope()
    for (const value of ['x', await sealer.sealValue('cart', { session: own.id, until: Number.MAX_VALUE, customer: CUSTOMER, emulation: 'x' }), await sealer.sealValue('assisted', { until: Number.MAX_VALUE, customer: CUSTOMER, emulation: 'x' }), await sealer.sealValue('assisted', [])]) {
      expect(await assisted.read(fakeScope(`${names.assisted}=${encodeURIComponent(value)}`), own)).toBeUndefined()
    }
  })
})
