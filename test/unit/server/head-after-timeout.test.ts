import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { prepareConfig } from '../../../src/runtime/sdk/call-config'
import type { SapccCallSettings } from '../../../src/runtime/sdk/call-config'
import { createOperationCaller } from '../../../src/runtime/server/operations/call-operation'
import type { CallOperationOptions } from '../../../src/runtime/server/operations/call-operation'
import type { ServerEvent } from '../../../src/runtime/server/platform/types'
import { createServerApi } from '../../../src/runtime/server/server-api'
import type { ServerServices } from '../../../src/runtime/server/services'
import { createRefusedCodes } from '../../../src/runtime/server/site-context/refused-codes'
import { jsonResponse } from '../../../src/runtime/server/upstream/json-response'
import { createServerTransport } from '../../../src/runtime/shared/server-transport'
import { fakeScope } from '../fake-request'
import { silentLog } from '../silent-log'

vi.mock('#sapcc/operations', async () => await import('../../../src/runtime/server/occ/operations'))

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms))

/** A route of the shop's that calls SAP by function. @param sap milliseconds that a call to SAP takes. @param refresh milliseconds that a refresh takes. */
function route({ sap = 0, refresh = 0, continuesAfterResponse = true }: { sap?: number, refresh?: number, continuesAfterResponse?: boolean }) {
  const kept: Promise<unknown>[] = []
  const done: string[] = []
  const scope = fakeScope('a=1', { waitUntil: work => void kept.push(work) }, undefined, continuesAfterResponse)
  const slowly = async <Result>(what: string, ms: number, result: Result): Promise<Result> => {
    await pause(ms)
    done.push(what)
    return result
  }
  const session = {
    callSessionTag: 'one',
    session: () => Promise.resolve(undefined),
    refuseOutdated: () => {},
    opened: () => Promise.resolve(undefined),
    assertMadeInThisSession: () => {},
    refreshAhead: () => slowly('refresh', refresh, undefined),
    refresh: () => slowly('refresh', refresh, { accessToken: 'x' }),
  }
  const operations = createOperationCaller({
    api: { uri: 'https://sap.example/occ/v2' },
    cart: { anonymous: true },
    callSap: () => slowly('sap', sap, { response: jsonResponse({ guid: 'g' }) }),
    anonymousCart: () => ({ begin: async (_: string, create: () => Promise<string>) => await create(), guid: () => Promise.resolve('g'), mergeState: () => Promise.resolve(undefined) }),
    application: { tokenFor: () => Promise.resolve(undefined), discard: () => undefined },
    siteContext: () => Promise.resolve({ baseSiteId: 'electronics' }),
    refusedCodes: createRefusedCodes({ warn: () => undefined }),
    visitor: () => undefined,
    session: () => session,
    turns: () => ({ take: () => Promise.resolve(() => undefined) }),
    log: silentLog,
  } as unknown as CallOperationOptions)
  const services = { operations, scope: () => scope, session: () => session, serverMethods: { signUserOut: () => slowly('signUserOut', sap, undefined) }, failures: { note: () => {} }, callerHeaders: { toSap: [], toCaller: [] } } as unknown as ServerServices
  const server = createServerApi(() => services, () => services, () => scope.request, silentLog)
  const transport = createServerTransport(server, {} as ServerEvent)

  /** Makes a call that nobody awaits. @returns milliseconds until the head of the response can be sent. */
  async function headAfter(operation: string, settings: SapccCallSettings): Promise<number> {
    const outcome = transport(operation, [operation === 'createCartEntry' ? { orderEntry: { quantity: 1 } } : {}], prepareConfig(settings)).then(() => 'answer', () => 'error')
    const startedAt = performance.now()
    let after: number | undefined
    const head = scope.waitForPendingWork(60_000).then(() => {
      after = performance.now() - startedAt
    })
    await vi.advanceTimersByTimeAsync(70_000)
    await head
    await outcome
    return after!
  }
  return { headAfter, kept, done }
}

describe('the head of a response, for a call that nobody awaits', () => {
  it('waits until a cart is there, where the call has no limit of its own', async () => {
    expect(await route({ sap: 5000 }).headAfter('createCartEntry', {})).toBeGreaterThanOrEqual(10_000)
  })

  it.each(['createCartEntry', 'getCart', 'signUserOut'])('waits no longer than the call\'s timeout: %s', async (operation) => {
    const { headAfter, done } = route({ sap: 5000, refresh: 100 })
    const after = await headAfter(operation, { timeout: 500 })
    expect(after).toBeLessThan(1000)
    // What was sent goes on.
    expect(done).toContain(operation === 'signUserOut' ? 'signUserOut' : 'sap')
  })

  it('waits no longer than until its signal is aborted', async () => {
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 300)
    expect(await route({ sap: 5000 }).headAfter('createCartEntry', { signal: abort.signal })).toBeLessThan(1000)
  })

  it.each(['getCart', 'refreshUserToken'])('waits for a refresh also after the timeout, because its cookie has to reach the browser: %s', async (operation) => {
    const { headAfter, done } = route({ refresh: 5000 })
    expect(await headAfter(operation, { timeout: 500 })).toBeGreaterThanOrEqual(5000)
    expect(done).toContain('refresh')
  })

  it('waits for a change that was sent, ten seconds at most, where the function would stop in the middle of it', async () => {
    const after = await route({ sap: 3000, continuesAfterResponse: false }).headAfter('createCartEntry', { timeout: 500 })
    expect(after).toBeGreaterThanOrEqual(3000)
    expect(await route({ sap: 30_000, continuesAfterResponse: false }).headAfter('createCartEntry', { timeout: 500 })).toBeLessThanOrEqual(11_000)
  })

  it('keeps what it does not wait for running, and takes its failure, which is its caller\'s', async () => {
    const { headAfter, kept } = route({ sap: 5000 })
    await headAfter('createCartEntry', { timeout: 500 })
    expect(kept.length).toBeGreaterThan(0)
    await expect(Promise.all(kept)).resolves.toBeDefined()
  })
})
