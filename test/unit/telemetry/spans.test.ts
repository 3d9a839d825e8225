import { SpanKind, context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CallAfterContext, CallBeforeContext, MeasuredContext } from '../../../src/runtime/server/hooks'
import type { ServerEvent } from '../../../src/runtime/server/platform/types'
import { traceCalls } from '../../../src/runtime/server/telemetry/spans'

const spans = new InMemorySpanExporter()
const VISITOR = { traceId: '0af7651916cd43dd8448eb211c80319c', id: 'b7ad6b7169203331' }
const headers: Record<string, string> = { traceparent: `00-${VISITOR.traceId}-${VISITOR.id}-01`, tracestate: 'vendor=anything', baggage: 'customer=jane@example.com' }
const event = { context: { sapcc: { requestHeader: (_event: unknown, name: string) => headers[name] } } } as unknown as ServerEvent

beforeAll(() => {
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter: spans })] }))
  // What OpenTelemetry's SDK for Node sets up.
  propagation.setGlobalPropagator(new CompositePropagator({ propagators: [new W3CTraceContextPropagator(), new W3CBaggagePropagator()] }))
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
})
afterAll(() => [trace, propagation, context].forEach(api => api.disable()))
beforeEach(() => spans.reset())

/** Headers that a call to SAP gets, and its span. */
function called(given: Pick<CallBeforeContext, 'event' | 'cache'>, { continuesTraces = true } = {}) {
  const listeners: Record<string, (call: never) => unknown> = {}
  traceCalls((name, listener) => listeners[name] = listener as (call: never) => unknown, { continuesTraces })
  const call: CallBeforeContext = { ...given, target: 'occ', operation: 'getProduct', method: 'GET', host: 'sap.example', attempt: 1, headers: {} }
  listeners['sapcc:call:before']!(call as never)
  listeners['sapcc:call:after']!(Object.assign(call, { status: 200, duration: 1 }) satisfies CallAfterContext as never)
  const [span] = spans.getFinishedSpans()
  return { headers: call.headers, traceId: span!.spanContext().traceId, parent: span!.parentSpanContext?.spanId }
}

/** As where the shop's server is instrumented: the visitor's request is what is active. */
const ofVisitor = <Result>(work: () => Result) => context.with(propagation.extract(context.active(), headers), work)

describe('an answer that is kept for everybody', () => {
  /** What listeners do for a measured value. */
  function measured(outcome: 'hit' | 'stale' | 'miss') {
    const listeners: Record<string, (context: never) => unknown> = {}
    traceCalls((name, listener) => listeners[name] = listener as (context: never) => unknown, { continuesTraces: true })
    listeners['sapcc:measured']!({ name: 'cache', event, operation: 'getProduct', template: '/{baseSiteId}/products/{productCode}', outcome, duration: 40 } satisfies MeasuredContext as never)
    listeners['sapcc:measured']!({ name: 'storage-error' } satisfies MeasuredContext as never)
    return spans.getFinishedSpans()
  }

  it.each(['hit', 'stale', 'miss'] as const)('is a span in the visitor\'s trace that says where it came from: %s', (outcome) => {
    const [span, ...others] = measured(outcome)
    expect(others).toEqual([])
    expect(span).toMatchObject({ name: 'cache getProduct', kind: SpanKind.INTERNAL, attributes: { 'sapcc.cache': outcome, 'sapcc.operation': 'getProduct', 'url.template': '/{baseSiteId}/products/{productCode}' } })
    expect([span!.spanContext().traceId, span!.parentSpanContext?.spanId]).toEqual([VISITOR.traceId, VISITOR.id])
    expect(span!.duration[1] / 1e6).toBeCloseTo(40)
  })

  it('is named by the call that fetches it', () => {
    called({ cache: 'stale' })
    expect(spans.getFinishedSpans()[0]!.attributes['sapcc.cache']).toBe('stale')
    spans.reset()
    called({ event })
    expect(spans.getFinishedSpans()[0]!.attributes).not.toHaveProperty('sapcc.cache')
  })
})

describe('the trace of a call to SAP', () => {
  it('is the request\'s, without the baggage and the state that a visitor sends', () => {
    const sent = called({ event })
    expect(sent).toMatchObject({ traceId: VISITOR.traceId, parent: VISITOR.id })
    expect(Object.keys(sent.headers)).toEqual(['traceparent'])
  })

  it('is one of its own where visitors may not say which one it is', () => {
    const sent = called({ event }, { continuesTraces: false })
    expect(sent.traceId).not.toBe(VISITOR.traceId)
    expect(sent.parent).toBeUndefined()
    expect(Object.keys(sent.headers)).toEqual(['traceparent'])
  })

  it.each([true, false])('is that of the active span, with the state that the shop\'s instrumentation has let in, without its baggage (visitors\' traces continued: %j)', (continuesTraces) => {
    const sent = ofVisitor(() => called({ event }, { continuesTraces }))
    expect(sent).toMatchObject({ traceId: VISITOR.traceId, parent: VISITOR.id })
    expect(Object.keys(sent.headers).sort()).toEqual(['traceparent', 'tracestate'])
  })

  it('has nothing of the visitor who caused it, where the call is made without a session', () => {
    const sent = ofVisitor(() => called({}))
    expect(sent.traceId).not.toBe(VISITOR.traceId)
    expect(sent.parent).toBeUndefined()
    expect(Object.keys(sent.headers)).toEqual(['traceparent'])
    expect(sent.headers.traceparent).not.toContain(VISITOR.traceId)
  })
})
