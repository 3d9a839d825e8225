import { describe, expect, it, vi } from 'vitest'
import type { SapccOAuthConfig } from '../../../src/runtime/server/config/types'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { findOperation } from '../../../src/runtime/server/occ/find-operation'
import { defineOperations } from '../../../src/runtime/server/occ/operation'
import type { OccOperation, OccOperationRow } from '../../../src/runtime/server/occ/operation'
import { createApplicationAccess } from '../../../src/runtime/server/occ/application-access'
import { APPLICATION_OPERATIONS, isApplicationCall } from '../../../src/runtime/server/occ/application-operations'

function operation(name: string): OccOperation {
  const found = findOperation(name)
  if (!found) throw new Error(`no operation ${name}`)
  return found
}

const guid = '0b7d5a8e-2f7b-4a27-9f5c-1f0f6f0c2b11'

describe('isApplicationCall', () => {
  it('knows every operation of the list', () => {
    for (const name of APPLICATION_OPERATIONS) expect(operation(name).tag).toBeTruthy()
  })

  it('reads orders by their guid alone: with this token SAP would give out any number', () => {
    for (const name of ['getOrder', 'getUserOrders']) {
      expect(isApplicationCall(operation(name), { code: guid })).toBe(true)
      for (const code of ['00005001', undefined, 5001, [guid], `${guid}0`, `${guid}/../00005001`]) {
        expect(isApplicationCall(operation(name), { code })).toBe(false)
      }
    }
  })

  it('is not for calls that name a user', () => {
    expect(isApplicationCall(operation('placeOrder'), {})).toBe(true)
    expect(isApplicationCall(operation('placeOrder'), { userId: 'anonymous' })).toBe(true)
    for (const userId of ['jane@example.com', 'current', ['anonymous']]) expect(isApplicationCall(operation('placeOrder'), { userId })).toBe(false)
    // The address a password is to be reset for, which is no user in the path.
    expect(isApplicationCall(operation('doRestorePassword'), { userId: 'jane@example.com' })).toBe(true)
  })
})

describe('createApplicationAccess', () => {
  const config = { clientSecret: 'secret', tokenRetryIntervalInSeconds: 10 } as unknown as SapccOAuthConfig
  const tokens = { access_token: 'app', token_type: 'bearer', expires_in: 300, scope: 'basic' }
  const log = () => ({ warn: vi.fn() })

  it('gives one token to the calls that need it, and none to others', async () => {
    const clientCredentials = vi.fn(async () => tokens)
    const access = createApplicationAccess(config, { clientCredentials }, log())
    expect(await access.tokenFor('getProduct', operation('getProduct'), {})).toBeUndefined()
    expect(clientCredentials).not.toHaveBeenCalled()
    const given = await Promise.all(Array.from({ length: 5 }, () => access.tokenFor('createUser', operation('createUser'), {})))
    expect(new Set(given)).toEqual(new Set(['app']))
    expect(clientCredentials).toHaveBeenCalledTimes(1)
  })

  it('never asks for a public client', async () => {
    const clientCredentials = vi.fn(async () => tokens)
    const { clientSecret: _, ...publicClient } = config
    const access = createApplicationAccess(publicClient, { clientCredentials }, log())
    expect(await access.tokenFor('createUser', operation('createUser'), {})).toBeUndefined()
    expect(clientCredentials).not.toHaveBeenCalled()
  })

  it('goes on without a token when the client may have none, and says so once', async () => {
    const warned = log()
    const refusal = new SapccError('refused', { status: 502, data: { type: 'unauthorized_client' } })
    const access = createApplicationAccess(config, { clientCredentials: () => Promise.reject(refusal) }, warned)
    expect(await access.tokenFor('createUser', operation('createUser'), {})).toBeUndefined()
    expect(await access.tokenFor('doResetPassword', operation('doResetPassword'), {})).toBeUndefined()
    expect(warned.warn).toHaveBeenCalledTimes(1)
  })

  it('fails with an authorization server that gives no answer', async () => {
    const outage = new SapccError('down', { status: 503, data: { type: 'AuthorizationServerUnavailableError' } })
    const access = createApplicationAccess(config, { clientCredentials: () => Promise.reject(outage) }, log())
    await expect(access.tokenFor('createUser', operation('createUser'), {})).rejects.toBe(outage)
  })
})

describe('an operation of the shop\'s own document', () => {
  const config = { clientSecret: 'secret', tokenRetryIntervalInSeconds: 10 } as unknown as SapccOAuthConfig
  const tokenFor = (name: string, row: OccOperationRow, params: object, settings: Partial<SapccOAuthConfig> = {}) => {
    const access = createApplicationAccess({ ...config, ...settings }, { clientCredentials: () => Promise.resolve({ access_token: 'app', token_type: 'bearer', expires_in: 300, scope: 'basic' }) }, { warn: () => undefined })
    return access.tokenFor(name, defineOperations({ Own: { [name]: row } })[name]!, params)
  }

  it.each<[string, OccOperationRow, object]>([
    ['getOrder', { method: 'GET', path: '/{baseSiteId}/orders/{orderId}' }, { orderId: '00001234' }],
    ['getOrder', { method: 'GET', path: '/{site}/orders/{code}' }, { code: '00001234' }],
    ['getOrder', { method: 'GET', path: '/{baseSiteId}/x/own-getOrder' }, {}],
    ['getOrder', { method: 'DELETE', path: '/{baseSiteId}/orders/{code}' }, { code: guid }],
    ['getOrder', { method: 'GET', path: '/{baseSiteId}/orders/{code}', root: '/own' }, { code: guid }],
    ['getOrder', { method: 'GET', path: '/{baseSiteId}/{orders}/{code}' }, { orders: 'orders', code: guid }],
    ['createUser', { method: 'POST', path: '/{baseSiteId}/customers/{customer}' }, { customer: 'jane@example.com' }],
    ['sendPasswordRestoreToken', { method: 'POST', path: '/{baseSiteId}/users/{email}/anything' }, { email: 'jane@example.com' }],
    ['placeOrder', { method: 'POST', path: '/{baseSiteId}/users/{email}/orders', query: 'cartId!' }, { email: 'jane@example.com' }],
  ])('has no right to the token by the name of one of SAP\'s: %s, %o, %o', async (name, row, params) => {
    expect(await tokenFor(name, row, params)).toBeUndefined()
    expect(await tokenFor(name, row, params, { applicationOperations: [name] })).toBeUndefined()
  })

  it('has it as SAP\'s own operation, whatever its parameters are called', async () => {
    expect(await tokenFor('getOrder', { method: 'GET', path: '/{site}/orders/{orderId}' }, { orderId: guid })).toBe('app')
    expect(await tokenFor('placeOrder', { method: 'POST', path: '/{baseSiteId}/users/{user}/orders', query: 'cartId!' }, { user: 'anonymous' })).toBe('app')
  })

  it('has it where the shop lists it, for calls that name no user and no order\'s number', async () => {
    const listed = { applicationOperations: ['getGuestQuote', 'trackOrder', 'readAny'] }
    expect(await tokenFor('getGuestQuote', { method: 'GET', path: '/{baseSiteId}/quotes/{code}' }, { code: '1' })).toBeUndefined()
    expect(await tokenFor('getGuestQuote', { method: 'GET', path: '/{baseSiteId}/quotes/{code}' }, { code: '1' }, listed)).toBe('app')
    expect(await tokenFor('getGuestQuote', { method: 'GET', path: '/{baseSiteId}/users/{email}/quotes' }, { email: 'jane@example.com' }, listed)).toBeUndefined()
    expect(await tokenFor('getGuestQuote', { method: 'GET', path: '/{baseSiteId}/users/current/quotes' }, {}, listed)).toBeUndefined()
    expect(await tokenFor('trackOrder', { method: 'GET', path: '/{baseSiteId}/orders/{orderId}/tracking' }, { orderId: '00001234' }, listed)).toBeUndefined()
    expect(await tokenFor('trackOrder', { method: 'GET', path: '/{baseSiteId}/orders/{orderId}/tracking' }, { orderId: guid }, listed)).toBe('app')
    expect(await tokenFor('trackOrder', { method: 'GET', path: '/{baseSiteId}/orders.json/{orderId}' }, { orderId: '00001234' }, listed)).toBeUndefined()
    for (const code of ['x/users/jane', 'x%2Forders%2F00001234', 'x;y']) expect(await tokenFor('getGuestQuote', { method: 'GET', path: '/{baseSiteId}/quotes/{code}' }, { code }, listed)).toBeUndefined()
    expect(await tokenFor('readAny', { method: 'GET', path: '/{baseSiteId}/{collection}/{id}' }, { collection: 'orders', id: '00001234' }, listed)).toBeUndefined()
  })
})
