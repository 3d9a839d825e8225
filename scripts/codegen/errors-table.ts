/** Generates the table of docs/errors.md from the declared types of errors. */
import { interfaceMembers } from './comments.ts'

/** @param source text of `src/runtime/sdk/error-types.ts`. */
export function errorsTable(source: string): string {
  return [
    '| `data.type` | Status | What it means |',
    '| --- | --- | --- |',
    ...interfaceMembers(source, 'SapccErrorTypes').map(({ name, type, text }) => {
      if (!text) throw new Error(`${name} has no comment`)
      return `| \`${name}\` | ${type === 'number' ? '' : type.replaceAll(' | ', ', ')} | ${text.replaceAll('|', '\\|')} |`
    }),
  ].join('\n')
}
