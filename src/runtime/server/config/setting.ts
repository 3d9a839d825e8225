/**
 * A setting: its value before anything is configured, and how a configured value is read. The table of all
 * settings (`settings.ts`) consists of these; types, defaults, validation, names of variables and the documentation are
 * derived from it.
 */
export interface Setting<Value = unknown, Input = unknown> {
  /**
   * Value in `runtimeConfig` when nothing is configured. Nuxt lets the environment override only existing members,
   * so every setting has an initial value, at least an empty string.
   */
  readonly initial: Input
  /** Whether the server refuses to work without it. */
  readonly isRequired?: boolean
  /** Whether the app uses the value as it is configured, so that blanks are not the same as nothing. */
  readonly isUsedAsItIs?: boolean
  /** Whether the value is an object whose keys the shop chooses. Each key has a variable of its own. */
  readonly hasFreeKeys?: boolean
  /**
   * Reads a value of `runtimeConfig`.
   *
   * @param value as Nuxt gives it; `undefined` when it is not set or empty.
   * @returns the value for the server; when it was wrong, one that is of the right type at least.
   */
  read: (value: unknown, source: SettingSource) => Value
}

/** Where a value comes from, and where its errors are reported. */
export interface SettingSource {
  /** Text of the environment variable, before Nuxt converted it to a number or a boolean. */
  readonly variable: string | undefined
  readonly isProduction: boolean
  /** Reports an error of the value. @param text rest of a sentence that begins with the variable's name. */
  problem: (text: string) => void
}

/** Settings by name, in groups. */
export interface SettingTable {
  readonly [name: string]: Setting | SettingTable
}

/** Type of the settings in `runtimeConfig`. The comments in the table become those of its properties. */
export type SettingInputs<Table> = {
  [Name in keyof Table]: Table[Name] extends Setting<unknown, infer Input> ? Input : SettingInputs<Table[Name]>
}

/** Type of the settings after validation. Settings without a value are absent. */
export type SettingValues<Table> = Flat<
  & { [Name in keyof Table as undefined extends ValueOf<Table[Name]> ? never : Name]: ValueOf<Table[Name]> }
  & { [Name in keyof Table as undefined extends ValueOf<Table[Name]> ? Name : never]?: Exclude<ValueOf<Table[Name]>, undefined> }
>

type ValueOf<Entry> = Entry extends Setting<infer Value> ? Value : SettingValues<Entry>
type Flat<Type> = { [Key in keyof Type]: Type[Key] }

/** Whether an entry of a table is a setting, not a group of them. */
export function isSetting(entry: Setting | SettingTable): entry is Setting {
  return typeof entry.read === 'function'
}

/** All settings of a table by their path, such as `api.baseSiteId`, in its order. */
export function settingsByPath(table: SettingTable, group = ''): [path: string, setting: Setting][] {
  return Object.entries(table).flatMap(([name, entry]): [string, Setting][] => {
    const path = group === '' ? name : `${group}.${name}`
    return isSetting(entry) ? [[path, entry]] : settingsByPath(entry, path)
  })
}

/** The initial values for `runtimeConfig`. Each call creates a new object. */
export function initialSettings<Table extends SettingTable>(table: Table): SettingInputs<Table> {
  return Object.fromEntries(Object.entries(table).map(([name, entry]) => [
    name,
    isSetting(entry) ? structuredClone(entry.initial) : initialSettings(entry),
  ])) as SettingInputs<Table>
}

/**
 * The environment variable of a setting, as Nuxt derives it: `api.baseSiteId` → `NUXT_SAPCC_API_BASE_SITE_ID`.
 *
 * @param prefix of `runtimeConfig.sapcc`, or of `runtimeConfig.public.sapcc`.
 */
export function variableName(path: string, prefix: SettingPrefix = SERVER_PREFIX): string {
  return `${prefix}${path.replaceAll('.', '_').replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()}`
}

/** Begins the variables of `runtimeConfig.sapcc`. */
export const SERVER_PREFIX = 'NUXT_SAPCC_'
/** Begins the variables of `runtimeConfig.public.sapcc`. */
export const PUBLIC_PREFIX = 'NUXT_PUBLIC_SAPCC_'
/** Begins the variables of one of the two tables. */
export type SettingPrefix = typeof SERVER_PREFIX | typeof PUBLIC_PREFIX
