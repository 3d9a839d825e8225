import { describe, expect, it } from 'vitest'
import { optionHints } from '../../../src/build/option-hints'
import type { ModuleOptions } from '../../../src/build/options'

describe('names of the module\'s options', () => {
  it.each<[string, object, string]>([
    ['misspelt', { openApi: './occ.json' }, '`sapcc.openApi` is not an option of this module. Did you mean `sapcc.openapi`?'],
    ['misspelt below an option', { operations: { alow: ['Products'] } }, '`sapcc.operations.alow` is not an option of this module. Did you mean `sapcc.operations.allow`?'],
    ['misspelt in another case', { auth: { loginpage: '/login' } }, '`sapcc.auth.loginpage` is not an option of this module. Did you mean `sapcc.auth.loginPage`?'],
    ['of the server\'s settings', { session: { store: 'storage' } }, '`sapcc.session` is not an option of this module. Settings of the server are in `runtimeConfig.sapcc.session`.'],
    ['of nothing', { auth: { x: 1 } }, '`sapcc.auth.x` is not an option of this module. It has `global`, `loginPage`, `loadUser`.'],
    ['of all objects', JSON.parse('{"__proto__":1}') as object, '`sapcc.__proto__` is not an option of this module.'],
  ])('are told: %s', (_, given, hint) => {
    expect(optionHints(given)).toEqual([expect.stringContaining(hint)])
  })

  it('are right as the types have them', () => {
    const all: Required<ModuleOptions> = {
      apiPath: '/api', proxyPath: false, openapi: [], operations: { allow: [], deny: [], perCustomer: [] }, ownNames: true,
      telemetry: { continueTraces: true }, devtools: false, cart: { anonymous: true, mergeOnSignIn: true }, auth: { global: true, loginPage: '/login' },
    }
    expect(optionHints(all)).toEqual([])
    expect(optionHints({ telemetry: true })).toEqual([])
  })
})
