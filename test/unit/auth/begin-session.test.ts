import { describe, expect, it } from 'vitest'
import { createAnonymousCarts } from '../../../src/runtime/server/cart/anonymous-cart'
import { createBeginSession } from '../../../src/runtime/server/auth/begin-session'
import type { BeginSessionOptions } from '../../../src/runtime/server/auth/begin-session'
import type { SessionTermination } from '../../../src/runtime/server/auth/session-termination'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { CONSENTS_HEADER } from '../../../src/runtime/server/occ/caller-headers'
import { createTurns } from '../../../src/runtime/server/storage/turns'
import { fakeBrowser, fakeScope } from '../fake-request'
import { sealer, tokens } from '../session/tokens'
import { idTokens, sessionShop } from '../session/support'

/** A sign-in at a shop, with what became of other sessions and what it told. */
async function signIn(shop: ReturnType<typeof sessionShop>, cookie: string | undefined, accessToken: string, { userId, idToken, revoking = Promise.resolve(), isSent = false }: { userId?: string, idToken?: string, revoking?: Promise<void>, isSent?: boolean } = {}) {
  /** What happened, in its order. */
  const steps: string[] = []
  /** What the platform was given to wait for. */
  const works: Promise<unknown>[] = []
  const { session, scope, cookies, respond } = shop.request(cookie, { waitUntil: work => void works.push(work), isHeadSent: isSent })
  const begin = session.begin.bind(session)
  session.begin = async (started) => {
    await begin(started)
    steps.push(`begin ${started.accessToken}`)
  }
  const termination: SessionTermination = {
    revoke: () => Promise.reject(new Error('A sign-in ends sessions; it does not revoke tokens itself.')),
    revokeWhenKnownUnused: () => Promise.reject(new Error('Nobody has refused these tokens.')),
    endExpired: () => Promise.reject(new Error('A sign-in does not look for sessions that have expired.')),
    end: ({ accessToken: ended }, living) => Promise.resolve(void steps.push(`end ${ended}, not ${living.map(other => other.accessToken).join() || 'any'}`)),
    discard: ({ accessToken: ended }, living) => Promise.resolve(void steps.push(`discard ${ended}, not ${living.map(other => other.accessToken).join() || 'any'}`)),
    cancelRevocation: ({ accessToken: kept }) => Promise.resolve(void steps.push(`keep ${kept}`)),
    start: () => {},
    stop: () => {},
    drained: () => revoking,
  }
  const beginSession = createBeginSession({
    cart: { mergeOnSignIn: false },
    anonymousCart: createAnonymousCarts({ sealer }),
    visitor: () => undefined,
    callInternally: () => () => Promise.resolve(undefined),
    maxMergeTime: 1000,
    turns: () => createTurns({ maxWait: 1000, maxWaiting: 10 }),
    session: () => session,
    sessionCookies: () => cookies,
    idTokens,
    users: () => shop.store.users,
    termination: () => termination,
    takeReset: () => undefined,
    hooks: { callHook: (name, context) => Promise.resolve(void steps.push('reason' in context ? `${name} ${context.reason}` : name)) },
    log: { warn: () => {} },
  })
  const outcome = await beginSession(scope, { ...tokens(0), access_token: accessToken, ...(idToken === undefined ? {} : { id_token: idToken }) }, userId === undefined ? {} : { userId }).then(({ session: { generation } }) => generation, (error: { data: { type: string } }) => error.data.type)
  return { outcome, steps, lines: await respond(), works }
}

/** A browser that has received these lines. */
function browserWith(lines: readonly string[]) {
  const browser = fakeBrowser()
  browser.receive(lines)
  return browser
}

describe.each(['cookie', 'storage'] as const)('a sign-in, sessions in %s', (mode) => {
  it('begins a session, and ends the one that it replaces afterwards', async () => {
    const shop = sessionShop(mode)
    const first = await signIn(shop, undefined, 'first')
    expect(first).toMatchObject({ outcome: 0, steps: ['begin first', 'keep first', 'sapcc:session:created'] })
    const browser = browserWith(first.lines)
    const second = await signIn(shop, browser.cookie, 'second')
    expect(second).toMatchObject({ outcome: 0, steps: ['begin second', 'keep second', 'end first, not second', 'sapcc:session:ended replaced', 'sapcc:session:created'] })
    browser.receive(second.lines)
    expect((await shop.request(browser.cookie).session.session())?.accessToken).toBe('second')
  })
})

describe('a sign-in', () => {
  it('gives the platform the revocations that go on after its answer', async () => {
    const shop = sessionShop('storage')
    const browser = browserWith((await signIn(shop, undefined, 'first')).lines)
    let endRevocation = () => {}
    const revoking = new Promise<void>(resolve => void (endRevocation = resolve))
    const second = await signIn(shop, browser.cookie, 'second', { revoking })
    expect(second.outcome).toBe(0)
    let hasEnded = false
    const waiting = Promise.all(second.works).then(() => void (hasEnded = true))
    await new Promise(resolve => void setTimeout(resolve))
    expect(hasEnded).toBe(false)
    endRevocation()
    await waiting
  })

  it('that is refused because its session is too large revokes the new tokens, and the previous session goes on', async () => {
    const shop = sessionShop('cookie')
    const browser = browserWith((await signIn(shop, undefined, 'first')).lines)
    const large = 'a'.repeat(4000)
    const { outcome, steps, lines } = await signIn(shop, browser.cookie, large)
    expect([outcome, steps]).toEqual(['SessionTooLargeError', [`discard ${large}, not first`]])
    browser.receive(lines)
    expect((await shop.request(browser.cookie).session.session())?.accessToken).toBe('first')
  })

  it('while the storage is not available revokes only the tokens that it brought', async () => {
    const shop = sessionShop('storage')
    const browser = browserWith((await signIn(shop, undefined, 'first')).lines)
    shop.state.isDown = true
    const { outcome, steps, lines } = await signIn(shop, browser.cookie, 'second')
    // What this process knows of the session before is enough to leave its tokens alone.
    expect([outcome, steps, lines]).toEqual(['SessionStoreUnavailableError', ['discard second, not first'], []])
  })

  it.each(['cookie', 'storage'] as const)('whose response leaves while SAP is asked revokes the new tokens, sessions in %s', async (mode) => {
    const shop = sessionShop(mode)
    const browser = browserWith((await signIn(shop, undefined, 'first')).lines)
    const { outcome, steps } = await signIn(shop, browser.cookie, 'second', { isSent: true })
    expect([outcome, steps]).toEqual(['SessionNotPossibleError', ['discard second, not first']])
    expect((await shop.request(browser.cookie).session.session())?.accessToken).toBe('first')
  })

  it.each(['cookie', 'storage'] as const)('keeps the newest ID token of the redirect login before, whose session with the browser the authorization server still has (sessions in %s)', async (mode) => {
    const shop = sessionShop(mode)
    shop.server.idToken = () => 'id-1'
    const { lines: begun } = await signIn(shop, undefined, 'first', { idToken: 'id-0' })
    const browser = browserWith(begun)
    browser.receive((await shop.send(browser.cookie, session => session.refresh())).setCookie)
    browser.receive((await signIn(shop, browser.cookie, 'second')).lines)
    expect(await idTokens.read(fakeScope(browser.cookie))).toBe('id-1')
    // Another redirect login has its own.
    browser.receive((await signIn(shop, browser.cookie, 'third', { idToken: 'id-3' })).lines)
    expect(await idTokens.read(fakeScope(browser.cookie))).toBe('id-3')
  })

  it('files the session under its customer where that is possible', async () => {
    const shop = sessionShop('storage')
    await signIn(shop, undefined, 'first', { userId: 'jane' })
    expect((await shop.store.users!.list('jane')).map(({ accessToken }) => accessToken)).toEqual(['first'])
    expect(await signIn(sessionShop('cookie'), undefined, 'first', { userId: 'jane' })).toMatchObject({ outcome: 0 })
  })
})

it('what SAP does not take from the visitors before many sign-ins is one line of the log for each kind', async () => {
  const lines: string[] = []
  const shop = sessionShop('cookie')
  const consents = encodeURIComponent(JSON.stringify([{ templateCode: 'NEWS', templateVersion: 1, consentState: 'GIVEN' }]))
  const beginSession = createBeginSession({
    cart: { mergeOnSignIn: true },
    anonymousCart: () => ({ entries: () => Promise.resolve([['electronics', 'guid']]), guid: () => Promise.resolve('guid'), mergeState: () => Promise.resolve(undefined), noteMerging: () => true, noteNotMerged: () => {} }),
    visitor: () => undefined,
    callInternally: () => () => Promise.reject(new SapccError('away', { status: 503, data: { type: 'UpstreamUnreachableError' } })),
    maxMergeTime: 1000,
    turns: () => createTurns({ maxWait: 1000, maxWaiting: 10 }),
    session: () => ({ session: () => Promise.resolve(undefined), begin: () => Promise.resolve() }),
    users: () => undefined,
    termination: () => ({ cancelRevocation: () => Promise.resolve() }),
    takeReset: () => undefined,
    hooks: { callHook: () => undefined },
    log: { warn: (line: string) => lines.push(line) },
  } as unknown as BeginSessionOptions)
  for (let count = 0; count < 3; count++) {
    const { scope } = shop.request(undefined, { header: name => name === CONSENTS_HEADER ? consents : undefined })
    await beginSession(scope, { ...tokens(count) })
  }
  expect(lines).toEqual([
    'The anonymous cart was not merged at the sign-in: UpstreamUnreachableError.',
    'A consent that the visitor gave before the sign-in was not saved for the customer: UpstreamUnreachableError.',
  ])
})
