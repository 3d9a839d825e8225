/** Generates the tables of hooks and of what their listeners get, from the declared types and their comments. */
import { interfaceMembers } from './comments.ts'
import { tableCell } from './table-cell.ts'
import { typeFields, unionMembers } from './type-fields.ts'
import type { Field } from './type-fields.ts'

/** A generated part of a document. */
export interface HooksPart {
  document: string
  name: string
  text: string
}

/** All parts of `docs` that list hooks or what their listeners get. @param read text of a file of the repository. */
export function hooksParts(read: (path: string) => string): HooksPart[] {
  const server = read('src/runtime/server/hooks.ts')
  const app = read('src/runtime/app/types.ts')
  return [
    { document: 'docs/reference.md', name: 'app hooks', text: hooksTable(app, 'SapccAppHooks') },
    { document: 'docs/reference.md', name: 'server hooks', text: hooksTable(server, 'SapccServerHooks') },
    { document: 'docs/reference.md', name: 'reasons', text: valuesTable(server, 'SessionEndReason', 'reason') },
    { document: 'docs/composables.md', name: 'session hooks', text: hooksTable(app, 'SapccAppHooks') },
    { document: 'docs/assisted-service.md', name: 'assisted hooks', text: hooksTable(server, 'SapccServerHooks', 'sapcc:assisted:') },
    { document: 'docs/assisted-service.md', name: 'reasons', text: valuesTable(server, 'AssistedEndReason', 'reason') },
    { document: 'docs/production.md', name: 'call fields', text: fieldsTable(server, 'CallAfterContext') },
    { document: 'docs/production.md', name: 'measured', text: variantsTable(server, 'MeasuredContext') },
  ]
}

/** One row per hook. @param name of the interface with the hooks. @param prefix the hooks to list, e.g. `sapcc:assisted:`. */
export function hooksTable(source: string, name: string, prefix = ''): string {
  const hooks = interfaceMembers(source, name).map(hook => ({ ...hook, name: hook.name.replaceAll('\'', '') })).filter(hook => hook.name.startsWith(prefix))
  return table(['Hook', 'When', 'What listeners get'], hooks.map(({ name, type, summary }) => {
    const context = /^\(\w+: (.+?)\) =>/.exec(type)?.[1]
    if (!context) throw new Error(`${name} has no context`)
    return [`\`${name}\``, described(name, summary), typeFields(source, context).map(field => `\`${field.name}\``).join(', ')]
  }))
}

/** One row per field. @param type e.g. `CallAfterContext`. */
export function fieldsTable(source: string, type: string): string {
  return table(['Field', 'What it is'], typeFields(source, type).map(({ name, text }) => [`\`${name}\``, described(name, text)]))
}

/** One row per value of a union of strings. */
export function valuesTable(source: string, type: string, title: string): string {
  return table([`\`${title}\``, 'What it means'], unionMembers(source, type).map(({ value, text }) => {
    if (value === undefined) throw new Error(`${type} is no union of strings`)
    return [`\`${value}\``, described(value, text)]
  }))
}

/** One row per member of a union of objects, which `name` tells apart. */
export function variantsTable(source: string, type: string): string {
  return table(['`name`', 'What it is', 'Fields'], unionMembers(source, type).map(({ fields, text }) => {
    const name = fields.find(field => field.name === 'name')?.values[0]
    if (name === undefined) throw new Error(`A member of ${type} has no name`)
    return [`\`${name}\``, described(name, text), names(fields.filter(field => field.name !== 'name'))]
  }))
}

function names(fields: readonly Field[]): string {
  return fields.map(({ name, values }) => values.length > 0 ? `\`${name}\` (${values.map(value => `\`${value}\``).join(', ')})` : `\`${name}\``).join(', ')
}

function described(name: string, text: string | undefined): string {
  if (!text) throw new Error(`${name} has no comment`)
  return tableCell(text)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n').replaceAll('|  |', '| |')
}
