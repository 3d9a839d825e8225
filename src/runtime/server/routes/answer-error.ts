import { setResponseHeader, setResponseStatus } from 'h3'
import type { H3Event } from 'h3'
import { useNitroApp } from 'nitropack/runtime'
import { SapccError } from '../../sdk/errors'
import type { SerializedSapccError } from '../../sdk/errors'

/**
 * Answers with an error as JSON, whatever the client accepts: a method's error
 * is never a page. What is not a `SapccError` is a defect: its text stays in the log.
 */
export async function answerWithError(event: H3Event, error: unknown): Promise<SerializedSapccError> {
  const known = error instanceof SapccError ? error : await unexpected(event, error)
  setResponseStatus(event, known.status)
  setResponseHeader(event, 'cache-control', 'no-store')
  setResponseHeader(event, 'content-type', 'application/json')
  if (known.data.retryAfter !== undefined) setResponseHeader(event, 'retry-after', known.data.retryAfter)
  return known.toJSON()
}

async function unexpected(event: H3Event, error: unknown): Promise<SapccError> {
  const { captureError, h3App } = useNitroApp()
  // Who listens to errors may look for what an event that is answered directly lacks.
  if (!event.context.nitro) await h3App.options.onRequest?.(event)
  captureError(error instanceof Error ? error : new Error(String(error)), { event, tags: ['sapcc'] })
  return new SapccError('Something went wrong on the server.', { status: 500, data: { type: 'InternalError' } })
}
