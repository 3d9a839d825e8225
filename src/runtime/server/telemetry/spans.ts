import { ROOT_CONTEXT, SpanKind, SpanStatusCode, context, propagation, trace } from '@opentelemetry/api'
import type { Context, Span, TextMapGetter } from '@opentelemetry/api'
import type { CallBeforeContext } from '../hooks'
import type { ServerEvent } from '../platform/types'
import { attributesAfter, attributesBefore, errorTypeOf } from './call-attributes'
import { SCOPE } from './listen'
import type { Listen } from './listen'

/** Headers of the request, for the propagator that the shop has chosen. It asks for them by name. */
const requestHeaders: TextMapGetter<ServerEvent> = {
  keys: () => [],
  get: (event, name) => event.context.sapcc.requestHeader(event, name.toLowerCase()),
}

/** A span per request to OCC and to the authorization server, which passes its trace on to SAP. */
export function traceCalls(listen: Listen): void {
  const tracer = trace.getTracer(SCOPE)
  /** Of calls that are under way. */
  const spans = new WeakMap<CallBeforeContext, Span>()

  listen('sapcc:call:before', (call) => {
    const parent = parentOf(call)
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
}

/**
 * The span that is active, where the shop's server is instrumented; else the one that the request's headers name. A call
 * without an event begins a trace: what is active may be the request of the visitor who was the first to ask.
 */
function parentOf({ event }: CallBeforeContext): Context {
  if (!event) return ROOT_CONTEXT
  const active = context.active()
  return trace.getSpan(active) ? active : propagation.extract(active, event, requestHeaders)
}

/** Low in cardinality: the template, never the address. */
function nameOf({ method, template, operation }: CallBeforeContext): string {
  const what = template ?? operation
  return what === undefined ? method : `${method} ${what}`
}
