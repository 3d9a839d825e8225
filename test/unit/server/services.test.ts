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

/** The services of a shop's origins, in their order. */
function servicesOf(publicUrl: readonly string[], assistedService: object) {
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
  const platform = { storage: () => createStorage(), isProduction: true, deployment: deploymentOf('node-server'), callHook: () => undefined, hasListeners: () => false } as unknown as ServerServicesOptions['platform'] & Parameters<typeof createHookCaller>[0]
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
