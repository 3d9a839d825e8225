import { expect, it } from 'vitest'
import { createServerMethods } from '../../../src/runtime/server/auth/server-methods'
import type { ServerMethodsOptions } from '../../../src/runtime/server/auth/server-methods'
import { createVisitors } from '../../../src/runtime/server/visitor/visitor'
import { fakeBrowser, fakeScope, names } from '../fake-request'
import { newSession, sealer } from '../session/tokens'

const CONSENTS = '%5B%5D'

// The next person at the same computer must not be the profile of the one who has left.
it.each([
  ['all that the shop keeps', { keepConsents: true, keepPersonalization: true }, { 'x-anonymous-consents': CONSENTS }],
  ['personalization only', { keepConsents: false, keepPersonalization: true }, {}],
  ['consents only', { keepConsents: true, keepPersonalization: false }, { 'x-anonymous-consents': CONSENTS }],
])('a sign-out forgets whose profile the browser has at SAP, and not what a visitor has said of consents: %s', async (_, config, left) => {
  const visitor = createVisitors({ config, sealer, log: { warn: () => {} } })
  const methods = createServerMethods({
    session: () => ({ session: () => Promise.resolve(newSession()), end: () => Promise.resolve(undefined) }),
    anonymousCart: () => ({ clear: () => Promise.resolve() }),
    beginLogout: () => Promise.resolve(undefined),
    visitor,
  } as unknown as ServerMethodsOptions)
  const kept = await sealer.sealValue('visitor', { 'x-anonymous-consents': CONSENTS, 'occ-personalization-id': 'p1', 'occ-personalization-time': '1' })
  const browser = fakeBrowser(`${names.visitor}=${kept}`)
  const scope = fakeScope(browser.cookie)
  await methods.signUserOut!(scope, [])
  browser.receive(scope.cookies.lines())
  expect(await visitor(fakeScope(browser.cookie))!.headers()).toEqual(left)
  expect(browser.names).toEqual(Object.keys(left).length === 0 ? [] : [names.visitor])
})

it('a sign-out of a visitor of whom nothing is kept sets no cookie', async () => {
  const methods = createServerMethods({
    session: () => ({ session: () => Promise.resolve(newSession()), end: () => Promise.resolve(undefined) }),
    anonymousCart: () => ({ clear: () => Promise.resolve() }),
    beginLogout: () => Promise.resolve(undefined),
    visitor: createVisitors({ config: { keepConsents: true, keepPersonalization: true }, sealer, log: { warn: () => {} } }),
  } as unknown as ServerMethodsOptions)
  const scope = fakeScope()
  await methods.signUserOut!(scope, [])
  expect(scope.cookies.lines()).toEqual([])
})
