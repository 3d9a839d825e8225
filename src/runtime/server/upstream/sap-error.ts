import { SapccError, isRecord } from '../../sdk/errors'
import type { OccErrorEntry } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'
import { isErrorStatus } from '../../sdk/read-error'
import { OperatorNote } from '../http/operator-note'

/** Longer texts from SAP are stack traces or HTML pages, not messages. */
const MAX_TEXT = 500

/** The parsed body of an error response from SAP. */
export interface SapErrorBody {
  /** The entries of an OCC error; empty for a response of the authorization filter or of another server. */
  entries: readonly OccErrorEntry[]
  /** `type` of the first entry, or `error` of the authorization filter. */
  type: string | undefined
  message: string | undefined
}

/**
 * Parses SAP's error responses; the only place that does.
 *
 * @param body as received; may be empty, or the text of a proxy.
 * @param redact removes from messages what must not be in the log; called before they are cut.
 * @see SAP: OCC answers `{"errors":[{"type","reason","subject","subjectType","message"}]}`, or the same as XML if the
 * client accepts that; the authorization filter in front of OCC answers `{"error","error_description"}`.
 */
export function parseSapError(body: string, redact: (message: string) => string = message => message): SapErrorBody {
  const xml = /<type>(\w+)<\/type>/.exec(body)?.[1]
  if (xml !== undefined) return { entries: [], type: xml, message: undefined }
  const parsed = parseJson(body)
  const record = isRecord(parsed) ? parsed : {}
  const entries = (Array.isArray(record.errors) ? record.errors as unknown[] : []).map(entry => parseEntry(entry, redact)).filter(entry => entry !== undefined)
  const [first] = entries
  return {
    entries,
    type: first?.type ?? text(record.error),
    message: first?.message ?? messageOf(record.error_description, redact),
  }
}

/**
 * Creates the error for an unsuccessful response from SAP. Statuses from 500 on
 * are failures of SAP's, whose texts name hosts and files of its: only the type
 * goes to the caller then, the text into the log. In development it stays.
 *
 * @param operation used in the message if SAP sends none.
 * @param status of the response; statuses other than 4xx and 5xx become 502.
 * @param retryAfter seconds after which SAP wants to be asked again, if it said so.
 */
export function sapError(operation: string, status: number, { entries, type, message }: SapErrorBody, retryAfter?: number): SapccError {
  const [first] = entries
  // The caller of an operation cannot handle a redirect or an informational response.
  const ownStatus = isErrorStatus(status) ? status : 502
  const later = retryAfter === undefined ? {} : { retryAfter }
  const ownMessage = `SAP Commerce answered ${operation} with status ${status}.`
  const ownType = type ?? (status === 401 ? 'UnknownUnauthorizedError' : 'UnknownError')
  if (status >= 500 && !import.meta.dev) {
    return new SapccError(ownMessage, { status: ownStatus, data: { type: ownType, ...later }, ...(message === undefined ? {} : { cause: new OperatorNote(message) }) })
  }
  return new SapccError(message ?? ownMessage, {
    status: ownStatus,
    data: {
      ...(first ? withoutMessage(first) : {}),
      type: ownType,
      ...(entries.length > 1 ? { errors: [...entries] } : {}),
      ...later,
    },
  })
}

function parseEntry(value: unknown, redact: (message: string) => string): OccErrorEntry | undefined {
  if (!isRecord(value)) return undefined
  const entry: OccErrorEntry = { type: text(value.type) ?? 'UnknownError' }
  for (const key of ['message', 'reason', 'subject', 'subjectType'] as const) {
    const found = key === 'message' ? messageOf(value[key], redact) : text(value[key])
    if (found !== undefined) entry[key] = found
  }
  return entry
}

function withoutMessage({ message: _, ...rest }: OccErrorEntry): OccErrorEntry {
  return rest
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, MAX_TEXT) : undefined
}

/** SAP repeats a refused token in its message: `Access token expired: <token>`. Tokens are long, without spaces, and have digits. */
const TOKEN_LIKE = /(?=\S*\d)[\w.~+/-]{20,}={0,2}/g

function messageOf(value: unknown, redact: (message: string) => string): string | undefined {
  return typeof value === 'string' ? text(redact(value))?.replace(TOKEN_LIKE, '[…]') : undefined
}
