import { expect, it } from 'vitest'
import { createServerMethods } from '../../../src/runtime/server/auth/server-methods'
import type { ServerMethodsOptions } from '../../../src/runtime/server/auth/server-methods'
import type { RequestScope } from '../../../src/runtime/server/http/request-scope'
import { createVisitors } from '../../../src/runtime/server/visitor/visitor'
import type { VisitorOf } from '../../../src/runtime/server/visitor/visitor'
import { fakeBrowser, fakeScope, names } from '../fake-request'
import { newSession, sealer } from '../session/tokens'

const CONSENTS = '%5B%5D'

/** A customer signs out, in a shop that keeps this of its visitors. */
async function signOut(scope: RequestScope, visitor: VisitorOf): Promise<void> {
  const methods = createServerMethods({
    session: () => ({ session: () => Promise.resolve(newSession()), end: () => Promise.resolve(undefined) }),
    anonymousCart: () => ({ clear: () => Promise.resolve() }),
    beginLogout: () => Promise.resolve(undefined),
    visitor,
  } as unknown as ServerMethodsOptions)
  await methods.signUserOut!(scope, [])
}

// The next person at the same computer must not be the profile of the one who has left.
it.each([
  ['all that the shop keeps', { keepConsents: true, keepPersonalization: true }, { 'x-anonymous-consents': CONSENTS }],
  ['personalization only', { keepConsents: false, keepPersonalization: true }, {}],
  ['consents only', { keepConsents: true, keepPersonalization: false }, { 'x-anonymous-consents': CONSENTS }],
])('a sign-out forgets whose profile the browser has at SAP, and not what a visitor has said of consents: %s', async (_, config, left) => {
  const visitor = createVisitors({ config, sealer, log: { warn: () => {} } })
  const kept = await sealer.sealValue('visitor', { 'x-anonymous-consents': CONSENTS, 'occ-personalization-id': 'p1', 'occ-personalization-time': '1' })
  const browser = fakeBrowser(`${names.visitor}=${kept}`)
  const scope = fakeScope(browser.cookie)
  await signOut(scope, visitor)
  browser.receive(scope.cookies.lines())
  expect(await visitor(fakeScope(browser.cookie))!.headers()).toEqual(left)
  expect(browser.names).toEqual(Object.keys(left).length === 0 ? [] : [names.visitor])
})

it('a sign-out of a visitor of whom nothing is kept sets no cookie', async () => {
  const visitor = createVisitors({ config: { keepConsents: true, keepPersonalization: true }, sealer, log: { warn: () => {} } })
  const scope = fakeScope()
  await signOut(scope, visitor)
  expect(scope.cookies.lines()).toEqual([])
})
