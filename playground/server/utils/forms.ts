import { createError, getRequestHeader, getRequestURL, readBody, sendRedirect } from 'h3'
import type { H3Event } from 'h3'

/**
 * The fields of a form that a page of this shop was sent with, before its scripts have loaded or without them.
 *
 * @throws 403 for another site's form: a browser would send the visitor's cookies with some of them.
 */
export async function readForm(event: H3Event): Promise<Record<string, string>> {
  const site = getRequestHeader(event, 'sec-fetch-site')
  const origin = getRequestHeader(event, 'origin')
  const isOwn = site === undefined ? origin === getRequestURL(event).origin : site === 'same-origin'
  if (!isOwn) throw createError({ statusCode: 403, message: 'This form comes from another site.' })
  const body: unknown = await readBody(event)
  const entries = typeof body === 'object' && body !== null ? Object.entries(body) : []
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'))
}

/** Sends the browser on by GET, so that a reload does not send the form again. */
export function seeOther(event: H3Event, path: string, query: Record<string, string> = {}): Promise<void> {
  const search = new URLSearchParams(query).toString()
  return sendRedirect(event, search === '' ? path : `${path}?${search}`, 303)
}

/** What a page may tell about a failed form: its type, never a text that an address could bring. */
export function typeOf(error: unknown): string {
  const { data } = (error ?? {}) as { data?: { type?: unknown } }
  return typeof data?.type === 'string' ? data.type : 'UnknownError'
}
