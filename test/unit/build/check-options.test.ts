import { describe, expect, it } from 'vitest'
import { checkOptions } from '../../../src/build/check-options'

const defaults = { apiPath: '/api/sapcc', proxyPath: '/api/occ' }

describe('options in nuxt.config', () => {
  it.each<[name: string, wrong: unknown[], right: unknown[]]>([
    ['proxyPath', [true, '', ' ', '/', 7, '/api/**', '/api?x', 'https://shop.example.com/api', '/api/../api', '//', '/api//occ', '/%2e%2e', '/..'], [false, '/occ', 'occ', '/occ/', '/a.b/c~d-e_f']],
    ['apiPath', [false, '', '/', 7, '/api/:x', '/..', '..', '/./', '.', '/api/..', '/api/./x', '/api\\x', '/api/{x}', '/api/(x)', '/api/[x]', '/a;b', '/a"b', '/a<b', '/äpi'], ['/sap', 'sap', '/v1.0/sap', '/...sap', '/@sap']],
    ['telemetry', ['yes', 1, [], { continueTraces: 'no' }], [true, false, {}, { continueTraces: false }]],
    ['openapi', ['', ' ', true, {}, ['./a.json', '']], ['./a.json', ['./a.json'], []]],
    ['operations', [true, 'getProduct', []], [{}, { deny: ['getProduct'] }]],
    ['ownNames', ['yes'], [true, false]],
    ['devtools', ['no', 0], [true, false]],
    ['cart', [false, []], [{ anonymous: false }, {}]],
    ['auth', [true, '/login', { global: 'yes' }, { loginPage: true }, { loadUser: 'yes' }], [{ global: true }, { loadUser: true }, { loginPage: '/login' }, {}]],
  ])('%s: %j are refused by name, %j are taken', (name, wrong, right) => {
    for (const value of wrong) expect(() => checkOptions({ ...defaults, [name]: value } as never), JSON.stringify(value)).toThrow(new RegExp(`^nuxt-sapcc: \\\`sapcc\\.${name}`))
    for (const value of right) expect(() => checkOptions({ ...defaults, [name]: value } as never), JSON.stringify(value)).not.toThrow()
  })

  it('may be left out', () => {
    expect(() => checkOptions({ ...defaults, openapi: undefined, telemetry: undefined, auth: undefined } as never)).not.toThrow()
  })

  it('cannot have the routes of methods and of the raw proxy at the same path', () => {
    for (const proxyPath of ['api/occ', '/api/OCC']) expect(() => checkOptions({ apiPath: '/api/occ/', proxyPath })).toThrow(/`sapcc\.proxyPath` is the same as `sapcc\.apiPath`/)
  })
})
