import { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api'
import type { Context, Span, TextMapGetter } from '@opentelemetry/api'
import type { CallBeforeContext, Listen } from '../hooks'
import type { ServerEvent } from '../platform/types'
import { attributesAfter, attributesBefore, errorTypeOf } from './call-attributes'
import { SCOPE } from './scope'

/** Headers with free text, by which a visitor could send anything to SAP. A `traceparent` has only two ids and a flag. */
const FREE_TEXT: ReadonlySet<string> = new Set(['tracestate', 'baggage'])

/** Headers of the request, for the propagator that the shop has chosen. It asks for them by name. */
const requestHeaders: TextMapGetter<ServerEvent> = {
  keys: () => [],
  get: (event, name) => FREE_TEXT.has(name.toLowerCase()) ? undefined : event.context.sapcc.requestHeader(event, name.toLowerCase()),
}

/**
 * A span per request to OCC and to the authorization server, which passes its trace on to SAP, and one per answer that is
 * kept for everybody: a request to SAP for it belongs to no visitor's trace.
 *
 * @param options.continuesTraces whether a request's own headers may say which trace its calls belong to.
 */
export function traceCalls(listen: Listen, { continuesTraces }: { continuesTraces: boolean }): void {
  const tracer = trace.getTracer(SCOPE)
  /** The spans of calls that are under way. */
  const spans = new WeakMap<CallBeforeContext, Span>()

  listen('sapcc:call:before', (call) => {
    const parent = parentOf(call.event, continuesTraces)
    const span = tracer.startSpan(nameOf(call), {
      kind: SpanKind.CLIENT,
      attributes: { ...attributesBefore(call), ...(call.attempt > 1 ? { 'http.request.resend_count': call.attempt - 1 } : {}) },
    }, parent)
    spans.set(call, span)
    // Baggage may come from the visitor: SAP and the authorization server get the trace only.
    propagation.inject(propagation.deleteBaggage(trace.setSpan(parent, span)), call.headers)
  })

  listen('sapcc:call:after', (call) => {
    const span = spans.get(call)
    if (!span) return
    span.setAttributes(attributesAfter(call))
    if (errorTypeOf(call) !== undefined) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
  })

  listen('sapcc:measured', (measured) => {
    if (measured.name !== 'cache') return
    const { event, operation, template, outcome, duration } = measured
    const end = Date.now()
    tracer.startSpan(`cache ${operation}`, {
      kind: SpanKind.INTERNAL,
      startTime: end - duration,
      attributes: { 'url.template': template, 'sapcc.operation': operation, 'sapcc.cache': outcome },
    }, parentOf(event, continuesTraces)).end(end)
  })
}

/**
 * The span that is active, where the shop's server is instrumented; else the one that the request's headers name. A call
 * without an event begins a trace: what is active may be the request of the visitor who was the first to ask.
 */
function parentOf(event: ServerEvent | undefined, continuesTraces: boolean): Context {
  if (!event) return ROOT_CONTEXT
  const active = context.active()
  if (trace.getSpan(active)) return active
  return continuesTraces ? propagation.extract(active, event, requestHeaders) : ROOT_CONTEXT
}

/** The name of a span has few values: it is made of the template, never of the address. */
function nameOf({ method, template, operation }: CallBeforeContext): string {
  const what = template ?? operation
  return what === undefined ? method : `${method} ${what}`
}
