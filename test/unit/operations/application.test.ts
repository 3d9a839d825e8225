import { describe, expect, it, vi } from 'vitest'
import type { SapccOAuthConfig } from '../../../src/runtime/server/config/types'
import { SapccError } from '../../../src/runtime/sdk/errors'
import { findOperation } from '../../../src/runtime/server/occ/find-operation'
import type { OccOperation } from '../../../src/runtime/server/occ/operation'
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
