import { describe, expect, it } from 'vitest'
import { createAnonymousCarts } from '../../../src/runtime/server/cart/anonymous-cart'
import { createBeginSession } from '../../../src/runtime/server/auth/begin-session'
import type { Session } from '../../../src/runtime/server/session/session'
import { sealer, tokens } from '../server/support'
import { sessionShop } from '../session/support'

/** A sign-in at a shop, with what it revoked and told. */
async function signIn(shop: ReturnType<typeof sessionShop>, cookie: string | undefined, accessToken: string) {
  const revoked: string[] = []
  const kept: Promise<unknown>[] = []
  const { session, scope, respond } = shop.request(cookie, { headers: cookie === undefined ? {} : { cookie }, waitUntil: work => void kept.push(work) })
  const hooks: string[] = []
  const beginSession = createBeginSession({
    cart: { mergeOnSignIn: false },
    anonymousCart: createAnonymousCarts({ sealer }),
    callInternally: () => () => Promise.resolve(undefined),
    session: () => session,
    store: () => shop.store,
    revokeSession: ({ accessToken: token }: Session) => Promise.resolve(void revoked.push(token)),
    hooks: { callHook: (name, context) => void hooks.push('reason' in context ? `${name} ${String(context.reason)}` : name) },
    log: { warn: () => {} },
  })
  const outcome = await beginSession(scope, { ...tokens(0), access_token: accessToken }).then(({ generation }) => generation, (error: { data: { type: string } }) => error.data.type)
  await Promise.all(kept)
  return { outcome, revoked, hooks, lines: await respond() }
}

describe('a sign-in', () => {
  it('begins a session and revokes the one that it replaces', async () => {
    const shop = sessionShop('cookie')
    const first = await signIn(shop, undefined, 'first')
    expect(first).toMatchObject({ outcome: 0, revoked: [], hooks: ['sapcc:session:created'] })
    const second = await signIn(shop, first.lines.map(line => line.split(';')[0]!).join('; '), 'second')
    expect(second).toMatchObject({ outcome: 0, revoked: ['first'], hooks: ['sapcc:session:ended replaced', 'sapcc:session:created'] })
  })

  it('that is refused because its session is too large revokes it, and the one that ended for it', async () => {
    const shop = sessionShop('cookie')
    const cookie = (await signIn(shop, undefined, 'first')).lines.map(line => line.split(';')[0]!).join('; ')
    const large = 'a'.repeat(4000)
    expect(await signIn(shop, cookie, large)).toMatchObject({ outcome: 'SessionTooLargeError', revoked: ['first', large], hooks: ['sapcc:session:ended replaced'] })
  })
})
