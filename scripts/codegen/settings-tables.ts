/** The tables of docs/settings.md, made of the declarations of the settings and of the comments there. */
import ts from 'typescript'
import type { Setting, SettingTable } from '../../src/runtime/server/config/setting.ts'

/** A declaration of settings, and where it is. */
export interface DeclaredSettings {
  /** e.g. `runtimeConfig.sapcc` */
  path: string
  /** Begins the variables' names. */
  prefix: string
  table: SettingTable
  /** Source text of the file with the table. */
  source: string
  /** Name of the table there. */
  name: string
}

/** Around the tables in docs/settings.md. */
export const TABLES_BEGIN = '<!-- settings: npm run generate -->'
export const TABLES_END = '<!-- /settings -->'

/** A document with its tables made anew. */
export function withSettingsTables(document: string, declared: readonly DeclaredSettings[], variableOf: (path: string, prefix: string) => string): string {
  const [before, rest] = document.split(TABLES_BEGIN)
  const after = rest?.split(TABLES_END)[1]
  if (before === undefined || after === undefined) throw new Error(`The document has no ${TABLES_BEGIN} … ${TABLES_END}`)
  return `${before}${TABLES_BEGIN}\n${declared.map(settings => sectionText(settings, variableOf)).join('\n')}${TABLES_END}${after}`
}

function sectionText({ path, prefix, table, source, name }: DeclaredSettings, variableOf: (path: string, prefix: string) => string): string {
  const comments = readComments(source, name)
  const rows = (group: string, entries: [string, Setting][]) => [
    '| Variable | Default | What it is |',
    '| --- | --- | --- |',
    ...entries.map(([key, setting]) => {
      const settingPath = group === '' ? key : `${group}.${key}`
      const { text, whenEmpty } = commentOf(comments, settingPath)
      return `| \`${variableOf(settingPath, prefix)}\` | ${whenEmpty ?? defaultText(setting)} | ${cell(text)} |`
    }),
    '',
  ]
  const own = Object.entries(table).filter((entry): entry is [string, Setting] => isSetting(entry[1]))
  const groups = Object.entries(table).filter((entry): entry is [string, SettingTable] => !isSetting(entry[1]))
  return [
    `### \`${path}\``,
    '',
    ...(own.length > 0 ? rows('', own) : []),
    ...groups.flatMap(([group, entries]) => [
      `### \`${path}.${group}\``,
      '',
      linked(commentOf(comments, group).text),
      '',
      ...rows(group, Object.entries(entries) as [string, Setting][]),
    ]),
  ].join('\n')
}

function isSetting(entry: Setting | SettingTable): entry is Setting {
  return typeof entry.read === 'function'
}

function defaultText({ initial, isRequired }: Setting): string {
  if (isRequired) return 'required'
  return initial === '' ? '' : `\`${typeof initial === 'string' ? initial : JSON.stringify(initial)}\``
}

interface Comment {
  text: string
  /** What an empty value means, by `@default`. */
  whenEmpty?: string
}

function commentOf(comments: ReadonlyMap<string, Comment>, path: string): Comment {
  const comment = comments.get(path)
  if (!comment) throw new Error(`The setting ${path} has no comment`)
  return comment
}

/** The comments of a table's entries by path. */
function readComments(source: string, name: string): Map<string, Comment> {
  const file = ts.createSourceFile('settings.ts', source, ts.ScriptTarget.Latest, true)
  const comments = new Map<string, Comment>()
  const visit = (object: ts.ObjectLiteralExpression, group: string) => {
    for (const property of object.properties) {
      if (!ts.isPropertyAssignment(property)) continue
      const path = `${group}${property.name.getText(file)}`
      const comment = commentText(property)
      if (comment) comments.set(path, comment)
      if (ts.isObjectLiteralExpression(property.initializer)) visit(property.initializer, `${path}.`)
    }
  }
  for (const statement of file.statements) {
    if (!ts.isVariableStatement(statement)) continue
    for (const { name: { getText }, name: declared, initializer } of statement.declarationList.declarations) {
      if (getText.call(declared, file) === name && initializer && ts.isObjectLiteralExpression(initializer)) visit(initializer, '')
    }
  }
  return comments
}

function commentText(node: ts.Node): Comment | undefined {
  const comment = ts.getJSDocCommentsAndTags(node).find(ts.isJSDoc)
  if (!comment) return undefined
  const onOneLine = (text: ts.JSDoc['comment']) => (ts.getTextOfJSDocComment(text) ?? '').replace(/\s+/g, ' ').trim()
  const whenEmpty = comment.tags?.find(tag => tag.tagName.text === 'default')
  return { text: onOneLine(comment.comment), ...(whenEmpty ? { whenEmpty: onOneLine(whenEmpty.comment) } : {}) }
}

function cell(text: string): string {
  return linked(text.replaceAll('|', '\\|'))
}

/** `docs/carts.md` → a link, as the tables lie beside it. */
function linked(text: string): string {
  return text.replace(/docs\/([\w-]+\.md(?:#[\w-]+)?)/g, '[$1](./$1)')
}
