/** How the body parameter becomes a request's body. */
import { SapccError, isRecord } from '../../sdk/errors'
import type { OccBodyParameter } from './operation'
import { invalidParameter } from './parameter-errors'
import { isGiven } from './parameter-values'
import type { OccRequestLimits } from './parameter-values'

/** Body of a request. A form has no content type, because its sender adds it together with the boundary. */
export interface EncodedBody {
  content: string | FormData
  contentType?: string
}

/**
 * @param body the operation's body parameter.
 * @param value as given by the caller, neither `undefined` nor `null`.
 */
export function encodeBody(body: OccBodyParameter, value: unknown, limits: OccRequestLimits): EncodedBody {
  switch (body.mediaType) {
    case 'application/json':
      return { content: jsonText(body.name, value, limits), contentType: 'application/json' }
    case 'application/xml':
      return { content: xmlText(body.name, value), contentType: 'application/xml' }
    case 'application/x-www-form-urlencoded':
      return { content: formText(body.name, value), contentType: 'application/x-www-form-urlencoded' }
    case 'multipart/form-data':
      return { content: formData(body.name, value) }
  }
}

function jsonText(name: string, value: unknown, limits: OccRequestLimits): string {
  if (typeof value !== 'object' || value === null) throw invalidParameter(name, 'must be an object.', 'notAnObject')
  try {
    checkShape(name, value, limits)
    return JSON.stringify(value)
  }
  catch (cause) {
    if (cause instanceof SapccError) throw cause
    // A bigint, or a `toJSON` or getter that throws: possible in calls from the server itself.
    throw Object.assign(invalidParameter(name, 'cannot be written as JSON.'), { cause })
  }
}

/** Counts the values while it visits them, so that a cycle, or a value that occurs a million times, reaches the same limits as a deep or large body. */
function checkShape(name: string, root: object, limits: OccRequestLimits): void {
  let values = 0
  const visit = (value: unknown, depth: number): void => {
    if (++values > limits.bodyValues) throw invalidParameter(name, `has more than ${limits.bodyValues} values.`, 'tooLarge')
    if (typeof value !== 'object' || value === null) return
    if (depth > limits.bodyDepth) throw invalidParameter(name, `is nested deeper than ${limits.bodyDepth} levels.`, 'tooDeep')
    if (!Array.isArray(value) && Object.hasOwn(value, '__proto__')) throw invalidParameter(name, 'has a member named "__proto__".')
    for (const member of Object.values(value)) visit(member, depth + 1)
  }
  visit(root, 1)
}

function xmlText(name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw invalidParameter(name, 'must be a text with the XML document.', 'notText')
  if (value.includes('\0') || /\p{Surrogate}/u.test(value)) throw invalidParameter(name, 'is not well-formed text.')
  return value
}

/** The fields of a form, all of them texts. */
function formText(name: string, value: unknown): string {
  const fields = isRecord(value) ? Object.entries(value) : []
  if (fields.length === 0 || fields.some(([, content]) => typeof content !== 'string')) throw invalidParameter(name, 'must be an object with the fields of a form, as texts.', 'notAForm')
  return new URLSearchParams(fields as [string, string][]).toString()
}

/** A form as it is, or one made from its fields. */
function formData(name: string, value: unknown): FormData {
  if (value instanceof FormData) return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidParameter(name, 'must be a form or an object with its fields.', 'notAForm')
  const form = new FormData()
  for (const [field, content] of Object.entries(value)) {
    for (const part of Array.isArray(content) ? content : [content]) appendPart(form, name, field, part)
  }
  return form
}

function appendPart(form: FormData, name: string, field: string, part: unknown): void {
  if (!isGiven(part)) return
  if (part instanceof Blob) form.append(field, part)
  else if (typeof part === 'string' || typeof part === 'number' || typeof part === 'boolean') form.append(field, String(part))
  else throw invalidParameter(name, 'must have files and plain values as its fields.', 'notAForm')
}
