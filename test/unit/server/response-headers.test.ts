import { describe, expect, it, vi } from 'vitest'
import { prepareConfig } from '../../../src/runtime/sdk/call-config'
import { createCallerHeaders } from '../../../src/runtime/server/occ/caller-headers'
import type { ServerEvent } from '../../../src/runtime/server/platform/types'
import { createServerApi } from '../../../src/runtime/server/server-api'
import type { ServerServices } from '../../../src/runtime/server/services'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { useServerSdk } from '../../../src/runtime/server/utils/use-server-sdk'
import { fakeScope } from '../fake-request'
import { silentLog } from '../silent-log'

vi.mock('#sapcc/operations', () => ({ operations: {} }))

/** An own route of a shop that lists a header, whose SAP answers with these. */
function route(sent: Record<string, string>) {
  const scope = fakeScope()
  const response = { ...jsonResponse({ code: '1' }), header: (name: string) => sent[name] }
  const services = {
    scope: () => scope,
    session: () => ({ callSessionTag: 'one', session: () => Promise.resolve(undefined), refreshAhead: () => Promise.resolve(undefined) }),
    serverMethods: {},
    operations: { call: () => Promise.resolve({ operationId: 'getProduct', operation: { result: 'json' }, response }) },
    callerHeaders: createCallerHeaders({ requestHeaders: [], responseHeaders: ['x-theirs'] }),
    failures: { note: () => {} },
  } as unknown as ServerServices
  return useServerSdk({ context: { sapcc: createServerApi(() => services, () => services, () => scope.request, silentLog) } } as unknown as ServerEvent).sapcc
}

describe('onResponseHeaders of a call by useServerSdk', () => {
  it('gets those of SAP\'s headers that callers may read, and no others, before the result', async () => {
    const order: unknown[] = []
    const sapcc = route({ 'x-anonymous-consents': 'given', 'x-theirs': 'listed', 'set-cookie': 'ROUTE=.node1', 'x-internal': 'secret', 'content-type': 'application/json' })
    await sapcc.getProduct({ productCode: '1' }, prepareConfig({ onResponseHeaders: headers => void order.push(Object.fromEntries(headers)) })).then(result => void order.push(result))
    expect(order).toEqual([{ 'x-anonymous-consents': 'given', 'x-theirs': 'listed' }, { code: '1' }])
  })

  it('is called also where SAP sent none of them', async () => {
    const told: Headers[] = []
    await route({ 'x-internal': 'secret' }).getProduct({ productCode: '1' }, prepareConfig({ onResponseHeaders: headers => void told.push(headers) }))
    expect(told.map(headers => [...headers])).toEqual([[]])
  })
})
