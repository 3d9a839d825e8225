import { consola } from 'consola'
import { createStorage } from 'unstorage'
import { describe, expect, it, vi } from 'vitest'
import { parseOrigins } from '../../../src/runtime/server/config/parse-origins'
import { initialSettings } from '../../../src/runtime/server/config/setting'
import { serverSettings } from '../../../src/runtime/server/config/settings'
import { createHookCaller } from '../../../src/runtime/server/hooks'
import { createFailureLog } from '../../../src/runtime/server/http/failure-log'
import { deploymentOf } from '../../../src/runtime/server/platform/presets'
import { createServerServices } from '../../../src/runtime/server/services'
import type { ServerServicesOptions } from '../../../src/runtime/server/services'
import { fakeRequest } from '../fake-request'

vi.mock('#sapcc/operations', async () => await import('../../../src/runtime/server/occ/operations'))
vi.mock('#sapcc/closed-operations', () => ({ operations: {} }))
vi.mock('#sapcc/upstream', () => ({ createUpstream: () => ({ send: () => Promise.reject(new Error('SAP must not be asked.')) }) }))

/** The services of a shop's origins, in their order. @param given of the platform. */
function servicesOf(publicUrl: readonly string[], assistedService: object, given: Partial<ServerServicesOptions['platform'] & Parameters<typeof createHookCaller>[0]> = {}) {
  const defaults = initialSettings(serverSettings)
  const configs = parseOrigins({
    production: true,
    value: {
      ...defaults,
      publicUrl,
      api: { ...defaults.api, uri: 'https://api.example.com/occ/v2', baseSiteId: 'electronics', allowUserIds: true },
      oauth: { ...defaults.oauth, uri: 'https://api.example.com/authorizationserver', clientId: 'storefront', clientSecret: 'secret' },
      session: { ...defaults.session, password: 'a password of more than thirty-two characters' },
      assistedService: { ...defaults.assistedService, ...assistedService },
    },
  })
  const log = consola.withTag('test')
  const platform = { storage: () => createStorage(), isProduction: true, deployment: deploymentOf('node-server'), callHook: () => undefined, hasListeners: () => false, ...given } as unknown as ServerServicesOptions['platform'] & Parameters<typeof createHookCaller>[0]
  return configs.map(config => createServerServices({ config, paths: { baseURL: '/', apiPath: '/api/sapcc', loginPage: '' }, platform, hooks: createHookCaller(platform, log), failures: createFailureLog(log), log }))
}

describe('with assisted service at one of several origins', () => {
  it('a support agent who signs in at another one reaches no customer there: no listener would hear of it', async () => {
    const services = servicesOf(['https://shop.example.com', 'https://agents.example.com'], { enabled: true, origin: 'https://agents.example.com', proxySecret: 'a secret that only the proxy of the agents knows' })
    for (const { api, operations, scope } of services) {
      expect(api.allowUserIds).toBe(false)
      await expect(operations.call(scope(fakeRequest()), 'getUser', [{ userId: 'jane@example.com' }], {})).rejects.toMatchObject({ status: 400, data: { type: 'ForbiddenParameterError' } })
    }
  })
})

describe('the listeners of an audit log', () => {
  it.each([
    ['aws-lambda', true],
    ['cloudflare-module', false],
  ])('are not stopped by the end of a function: %s', async (preset, responseWaits) => {
    let isWritten = false
    const callHook = (name: string) => name === 'sapcc:assisted:call' ? new Promise<void>(resolve => void setTimeout(() => (isWritten = true, resolve()), 50)) : undefined
    const [services] = servicesOf(['https://agents.example.com'], { enabled: true }, { deployment: deploymentOf(preset), callHook, hasListeners: () => true })
    const waitUntil = vi.fn<(work: Promise<unknown>) => void>()
    const scope = services!.scope(fakeRequest({ waitUntil }))
    services!.onActing!(scope, { customer: { customerId: 'jane', uid: 'jane@example.com' } }, { operation: 'getCart', method: 'GET' })
    await scope.waitForPendingWork(0)
    expect(isWritten).toBe(responseWaits)
    expect(waitUntil).toHaveBeenCalledOnce()
    await waitUntil.mock.calls[0]![0]
    expect(isWritten).toBe(true)
  })

  it('cost the response nothing where there are none', () => {
    const [services] = servicesOf(['https://agents.example.com'], { enabled: true })
    const waitUntil = vi.fn()
    const scope = services!.scope(fakeRequest({ waitUntil }))
    services!.onActing!(scope, { customer: { customerId: 'jane', uid: 'jane@example.com' } }, { operation: 'getCart', method: 'GET' })
    expect([waitUntil.mock.calls.length, scope.hasPendingWork]).toEqual([0, false])
  })
})
