import { SapccError, isRecord } from '../../sdk/errors'
import type { OccErrorEntry } from '../../sdk/errors'
import { parseJson } from '../../sdk/parse-json'

/** Longer messages of SAP's are stack traces or pages, not messages. */
const MAX_TEXT = 500

/** What the body of an unsuccessful answer of SAP's says. */
export interface SapErrorBody {
  /** As OCC lists them; empty for answers of the authorization filter in front of it, and for what is neither. */
  entries: readonly OccErrorEntry[]
  /** Of the first entry, or the filter's `error`. */
  type: string | undefined
  message: string | undefined
}

/**
 * The one place that reads SAP's errors.
 *
 * @param body as received; may be empty, or anything a proxy in between says.
 * @see SAP: OCC answers `{"errors":[{"type","reason","subject","subjectType","message"}]}`, or the same as XML to who
 * accepts that; the authorization filter in front of it `{"error","error_description"}`.
 */
export function parseSapError(body: string): SapErrorBody {
  const xml = /<type>(\w+)<\/type>/.exec(body)?.[1]
  if (xml !== undefined) return { entries: [], type: xml, message: undefined }
  const parsed = parseJson(body)
  const record = isRecord(parsed) ? parsed : {}
  const entries = (Array.isArray(record.errors) ? record.errors as unknown[] : []).map(parseEntry).filter(entry => entry !== undefined)
  const [first] = entries
  return {
    entries,
    type: first?.type ?? text(record.error),
    message: first?.message ?? withoutTokens(text(record.error_description)),
  }
}

/**
 * The error an unsuccessful answer of SAP's stands for.
 *
 * @param operation named in the message where SAP gives none.
 * @param status of the answer; what is no client or server error becomes 502.
 */
export function sapError(operation: string, status: number, { entries, type, message }: SapErrorBody): SapccError {
  const [first] = entries
  return new SapccError(message ?? `SAP Commerce answered ${operation} with status ${status}.`, {
    // A redirect or an informational answer is nothing a caller of an operation could act on.
    status: status >= 400 && status <= 599 ? status : 502,
    data: {
      ...(first ? withoutMessage(first) : {}),
      type: type ?? (status === 401 ? 'UnknownUnauthorizedError' : 'UnknownError'),
      ...(entries.length > 1 ? { errors: [...entries] } : {}),
    },
  })
}

function parseEntry(value: unknown): OccErrorEntry | undefined {
  if (!isRecord(value)) return undefined
  const entry: OccErrorEntry = { type: text(value.type) ?? 'UnknownError' }
  for (const key of ['message', 'reason', 'subject', 'subjectType'] as const) {
    const found = text(value[key])
    if (found !== undefined) entry[key] = key === 'message' ? withoutTokens(found) : found
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

function withoutTokens<Text extends string | undefined>(message: Text): Text {
  return message?.replace(TOKEN_LIKE, '[…]') as Text
}
