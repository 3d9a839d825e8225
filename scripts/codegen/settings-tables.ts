/** Generates the tables of docs/settings.md from the declarations of the settings and their comments. */
import type { Setting, SettingTable } from '../../src/runtime/server/config/setting.ts'
import { objectComments } from './comments.ts'
import type { Comment } from './comments.ts'
import { linked, tableCell } from './table-cell.ts'

/** A declaration of settings, and where it is. */
export interface DeclaredSettings {
  /** e.g. `runtimeConfig.sapcc` */
  path: string
  /** Beginning of the variables' names. */
  prefix: string
  table: SettingTable
  /** Source text of the file with the table. */
  source: string
  /** Name of the constant with the table in that file. */
  name: string
}

/** The tables of a declaration, one per group. */
export function settingsTables(declared: readonly DeclaredSettings[], variableOf: (path: string, prefix: string) => string): string {
  return declared.map(settings => sectionText(settings, variableOf)).join('\n').trimEnd()
}

function sectionText({ path, prefix, table, source, name }: DeclaredSettings, variableOf: (path: string, prefix: string) => string): string {
  const comments = objectComments(source, name)
  const rows = (group: string, entries: [string, Setting][]) => [
    '| Variable | Default | What it is |',
    '| --- | --- | --- |',
    ...entries.map(([key, setting]) => {
      const settingPath = group === '' ? key : `${group}.${key}`
      const { text, whenEmpty } = commentAt(comments, settingPath)
      return `| \`${variableOf(settingPath, prefix)}\` | ${whenEmpty ?? defaultText(setting)} | ${tableCell(text)} |`
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
      linked(commentAt(comments, group).text),
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

function commentAt(comments: ReadonlyMap<string, Comment>, path: string): Comment {
  const comment = comments.get(path)
  if (!comment) throw new Error(`The setting ${path} has no comment`)
  return comment
}
