import { settingsByPath, variableName } from './setting'
import type { SettingPrefix, SettingTable } from './setting'

/** The names of a table's variables, without the prefix that they begin with. */
export interface VariableNames {
  names: readonly string[]
  /** Whether a variable sets something of the table: a setting, an entry of one, or a whole group. @param name without its prefix. */
  has: (name: string) => boolean
}

/** @param prefix of the table's variables. */
export function variableNames(table: SettingTable, prefix: SettingPrefix): VariableNames {
  const nameOf = (path: string) => variableName(path, prefix).slice(prefix.length)
  const settings = settingsByPath(table).map(([path, { hasFreeKeys }]) => ({ name: nameOf(path), hasFreeKeys }))
  // A whole group is one variable with JSON, too.
  const names = [...new Set([...Object.keys(table).map(nameOf), ...settings.map(({ name }) => name)])]
  const known = new Set(names)
  return {
    names,
    has: name => known.has(name) || settings.some(setting => setting.hasFreeKeys && name.startsWith(`${setting.name}_`)),
  }
}
