/**
 * Generates the source text of a module that declares schemas by name only, without members.
 *
 * @param names of the schemas.
 * @param header comment at the top of the file, without comment marks.
 */
export function unspecifiedSchemasText(names: readonly string[], header: string): string {
  return [
    ...header.split('\n').map(line => `// ${line}`),
    '/* eslint-disable @typescript-eslint/no-empty-object-type -- users give them members by declaration merging */',
    'import type { UnspecifiedSchema } from \'./common\'',
    ...names.flatMap(name => ['', `/** SAP's schema \`${name}\`. */`, `export interface ${name} extends UnspecifiedSchema {}`]),
    '',
  ].join('\n')
}
