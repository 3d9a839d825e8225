import { expect, it, vi } from 'vitest'
import { initialSettings } from '../../../src/runtime/server/config/setting'
import { publicSettings } from '../../../src/runtime/server/config/public-settings'
import { serverSettings } from '../../../src/runtime/server/config/settings'
import startServerPart from '../../../src/runtime/server/plugins/sapcc'
import { deploymentOf } from '../../../src/runtime/server/platform/presets'
import type { Platform, ServerApp } from '../../../src/runtime/server/platform/types'
import { reportBy } from '../consola-reporter'

vi.mock('#sapcc/operations', () => ({ operations: {} }))
vi.mock('#sapcc/closed-operations', () => ({ operations: {} }))
vi.mock('#sapcc/load-consola', () => import('../../../src/runtime/server/log/load-consola/later'))
vi.mock('#sapcc/paths', () => ({ apiPath: '/api/sapcc' }))
vi.mock('#sapcc/upstream', () => ({ createUpstream: () => ({}) }))
vi.mock('#sapcc/platform', () => ({ defineServerPlugin: (create: unknown) => create, requestOf: (event: unknown) => event }))

it('a server whose methods are on another one names misspelt variables at its start, and asks for no settings of the server', async () => {
  const lines: string[] = []
  reportBy(({ args }) => void lines.push(args.join(' ')))
  const start = startServerPart as unknown as (platform: Platform) => ServerApp
  start({
    runtimeConfig: () => ({ app: { baseURL: '/' }, sapcc: initialSettings(serverSettings), public: { sapcc: { ...initialSettings(publicSettings), apiUrl: 'https://bff.example.com/api/sapcc' } } }),
    env: { NUXT_PUBLIC_SAPCC_API_URL: 'https://bff.example.com/api/sapcc', NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLE: 'true' },
    isProduction: true,
    isPrerendering: false,
    deployment: deploymentOf('node-server'),
    onClose: () => undefined,
  } as unknown as Platform)
  await vi.waitFor(() => expect(lines).not.toEqual([]))
  expect(lines).toEqual(['NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLE is not a setting of this module; did you mean NUXT_PUBLIC_SAPCC_SSR_REFRESH_ENABLED?'])
})
