import { describe, expect, it, vi } from 'vitest'
import { SapccConfigError } from '../../../src/runtime/server/config/config-error'
import type { Answer, ServerRequest } from '../../../src/runtime/server/platform/types'
import type { ServerServices } from '../../../src/runtime/server/services'
import { defineSapccHealthHandler } from '../../../src/runtime/server/utils/health'
import type { SapccHealthOptions } from '../../../src/runtime/server/utils/health'
import { fakeRequest } from '../fake-request'

vi.mock('#sapcc/platform', () => ({ defineRoute: (handler: unknown) => handler }))

function probe(services: () => Partial<ServerServices>, options?: SapccHealthOptions): Promise<Answer> {
  const handler = defineSapccHealthHandler(options) as unknown as (request: ServerRequest) => Promise<Answer>
  return handler(fakeRequest({ event: { context: { sapcc: { services: () => ({ services: services() }) } } } as unknown as ServerRequest['event'] }))
}

const refused = () => {
  throw new SapccConfigError([{ variable: 'NUXT_SAPCC_SESSION_STORE', problem: 'is "storage", but this mount cannot keep sessions.' }])
}

describe('readiness, where the configuration is refused', () => {
  const unavailable = { status: 'unavailable', checks: { configuration: { status: 'down', age: 0 } } }

  it.each<[string, () => Partial<ServerServices>]>([
    ['as a whole', refused],
    ['of the storage', () => ({ config: { session: { store: 'storage' } } as ServerServices['config'], stored: refused })],
  ])('%s, is answered with 503, also when it is asked again', async (_, services) => {
    for (let count = 0; count < 2; count++) {
      const { status, headers, body } = await probe(services)
      expect([status, headers['content-type'], JSON.parse(String(body))]).toEqual([503, 'application/json', unavailable])
    }
  })

  it('is answered with 503 whatever is required, but not where nothing is', async () => {
    expect((await probe(refused, { required: ['storage'] })).status).toBe(503)
    expect((await probe(refused, { required: [] })).status).toBe(200)
  })

  it('does not hide a defect behind such an answer', async () => {
    const defect = new TypeError('defect')
    await expect(probe(() => ({ config: { session: { store: 'cookie' } } as ServerServices['config'], stored: () => {
      throw defect
    } }))).rejects.toBe(defect)
  })
})
