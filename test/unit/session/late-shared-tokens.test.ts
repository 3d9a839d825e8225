import { describe, expect, it } from 'vitest'
import { severalProcesses } from './several-processes'

describe.each([{ rotate: true }, { rotate: false }])('tokens that are written late, which a sign-in elsewhere was given meanwhile ($rotate: rotation)', ({ rotate }) => {
  it('join the session that has renewed them since', async () => {
    const { state, server, a, b } = severalProcesses({ rotate })
    const phone = await a.signIn()
    expect(await a.refresh(phone)).toBe('alive')
    const desktop = await b.signIn()
    expect(await b.refresh(desktop)).toBe('alive')
    state.isDown = false
    await a.coordinator.pending()
    const newest = (await b.open(desktop))!
    for (const process of [a, b]) expect(await process.open(phone)).toMatchObject({ refreshToken: newest.refreshToken, accessToken: newest.accessToken })
    const results = await Promise.all([a.refresh(phone), b.refresh(desktop), b.refresh(phone), a.refresh(desktop)])
    expect(results).toEqual(['alive', 'alive', 'alive', 'alive'])
    if (rotate) expect(server.sent).toEqual([...new Set(server.sent)])
    expect(await a.store.lockKey(phone)).toBe(await b.store.lockKey(desktop))
  }, 20_000)

  it('join those that share them already', async () => {
    const { state, server, a, b } = severalProcesses({ rotate, delay: 50 })
    const phone = await a.signIn()
    await a.refresh(phone)
    const [desktop, tablet] = [await b.signIn(), await b.signIn()]
    state.isDown = false
    await a.coordinator.pending()
    const before = server.sent.length
    expect(await Promise.all([a.refresh(phone), b.refresh(desktop), a.refresh(tablet)])).toEqual(['alive', 'alive', 'alive'])
    expect(server.sent).toHaveLength(before + 1)
    // The end of one leaves the tokens to the others.
    for (const [over, left] of [[desktop, [phone, tablet]], [tablet, [phone]]] as const) {
      expect(await b.coordinator.end(over)).toBeDefined()
      expect(await a.open(over)).toBeUndefined()
      for (const session of left) expect(await b.refresh(session)).toBe('alive')
    }
  }, 20_000)

  it('leave each session the device that it was begun on, and the shop', async () => {
    const { state, a, b } = severalProcesses({ rotate })
    const [phone, tablet] = [await a.signIn('one'), await b.signIn('two')]
    await a.store.users!.assign(phone, 'jane', { browser: 'Firefox' })
    await a.store.users!.assign(tablet, 'jane', { browser: 'Safari' })
    await a.refresh(phone)
    // Has the new tokens before they are written, and renews them.
    const desktop = await b.signIn('three')
    await b.store.users!.assign(desktop, 'jane', { browser: 'Chrome' })
    await b.refresh(desktop)
    state.isDown = false
    await a.coordinator.pending()
    expect((await b.store.users!.list('jane')).map(({ device, shop }) => [device?.browser, shop]).sort()).toEqual([['Chrome', 'three'], ['Firefox', 'one'], ['Safari', 'two']])
    expect(await Promise.all([phone, tablet, desktop].map(async session => (await b.open(session))?.shop))).toEqual(['one', 'two', 'three'])
    expect(await b.store.lockKey(phone)).toBe(await b.store.lockKey(desktop))
  }, 20_000)

  it('take their other sessions along, whose set another process still remembers', async () => {
    const { state, server, a, b, c } = severalProcesses({ rotate, delay: 50 })
    const phone = await a.signIn()
    const tablet = await c.signIn()
    for (const process of [a, b, c]) expect(await process.open(tablet)).toBeDefined()
    await a.refresh(phone)
    const desktop = await b.signIn()
    const laptop = await b.signIn()
    state.isDown = false
    await a.coordinator.pending()
    const before = server.sent.length
    expect(await Promise.all([c.refresh(tablet), b.refresh(desktop), a.refresh(phone), c.refresh(laptop)])).toEqual(['alive', 'alive', 'alive', 'alive'])
    expect(server.sent).toHaveLength(before + 1)
    const newest = (await b.open(desktop))!
    for (const session of [phone, tablet, laptop]) expect(await c.open(session)).toMatchObject({ accessToken: newest.accessToken })
    // Nothing of the process's older view ends the others' tokens.
    expect(await c.coordinator.end(tablet)).toBeDefined()
    expect(await a.open(tablet)).toBeUndefined()
    for (const session of [phone, desktop, laptop]) expect(await a.refresh(session)).toBe('alive')
  }, 20_000)

  it('do not become a session again when their own session has ended, and its other sessions go on', async () => {
    const { state, a, b, c } = severalProcesses({ rotate })
    const phone = await a.signIn()
    const tablet = await c.signIn()
    await a.refresh(phone)
    expect(await c.coordinator.end(phone)).toBeDefined()
    const desktop = await b.signIn()
    expect(await b.refresh(desktop)).toBe('alive')
    state.isDown = false
    await a.coordinator.pending()
    for (const process of [a, b, c]) expect(await process.open(phone)).toBeUndefined()
    expect([await c.refresh(tablet), await b.refresh(desktop)]).toEqual(['alive', 'alive'])
  }, 20_000)
})
