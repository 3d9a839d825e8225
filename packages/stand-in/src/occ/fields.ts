import { OccError } from './errors.ts'
import { FIELD_NAMES } from './field-names.ts'

const LEVELS = new Set(['BASIC', 'DEFAULT', 'FULL'])

/** A parsed `fields` value: names, each with the requested fields below it if any are given. */
export type FieldSelection = Map<string, FieldSelection | undefined>

/**
 * Parses OCC's `fields`, e.g. `DEFAULT,entries(product(name),quantity)`.
 *
 * @throws OccError (400, `ConversionError`) for a name that no result has: SAP fails the whole call then.
 */
export function parseFields(fields: string): FieldSelection {
  const parser = { text: fields, at: 0 }
  const selection = parseList(parser)
  if (parser.at < fields.length) throw conversionError(`Incorrect fields syntax near '${fields.slice(parser.at)}'`)
  return selection
}

function parseList(parser: { text: string, at: number }): FieldSelection {
  const selection: FieldSelection = new Map()
  while (true) {
    const name = /^\s*(\w+)\s*/.exec(parser.text.slice(parser.at))
    if (!name?.[1]) throw conversionError(`Incorrect fields syntax near '${parser.text.slice(parser.at)}'`)
    if (!LEVELS.has(name[1]) && !FIELD_NAMES.has(name[1])) throw conversionError(`Incorrect field:'${name[1]}'`)
    parser.at += name[0].length
    let nested: FieldSelection | undefined
    if (parser.text[parser.at] === '(') {
      parser.at++
      nested = parseList(parser)
      if (parser.text[parser.at] !== ')') throw conversionError('Missing closing bracket in fields')
      parser.at++
    }
    selection.set(name[1], nested)
    if (parser.text[parser.at] !== ',') return selection
    parser.at++
  }
}

/** Keeps the requested fields of a result. A level keeps all fields, because the stand-in's results are small. */
export function selectFields(value: unknown, selection: FieldSelection | undefined): unknown {
  if (!selection || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(element => selectFields(element, selection))
  const everything = [...LEVELS].some(level => selection.has(level))
  const selected: Record<string, unknown> = {}
  for (const [name, content] of Object.entries(value)) {
    if (selection.has(name)) selected[name] = selectFields(content, selection.get(name))
    else if (everything || name === 'type') selected[name] = content
  }
  return selected
}

function conversionError(message: string): OccError {
  return new OccError(400, { type: 'ConversionError', message })
}
