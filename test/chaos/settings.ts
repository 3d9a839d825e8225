import type { SettingOptions } from './setting.ts'

/** Where rounds are played, and how many of them in `npm test`. */
export const SETTINGS: readonly (SettingOptions & { title: string, rounds: number })[] = [
  { title: 'legacy, one process, cookies', rounds: 15, processes: 1, store: 'cookie', redis: false, kills: false, sap: { generation: 'legacy' } },
  // Tokens that live so shortly are also renewed ahead of calls, and end by themselves.
  { title: 'jdk21, one process, cookies', rounds: 12, processes: 1, store: 'cookie', redis: false, kills: false, sap: { generation: 'jdk21', accessTokenTtl: 2 } },
  { title: 'four processes, Redis, cookies', rounds: 10, processes: 4, store: 'cookie', redis: true, kills: false },
  { title: 'four processes that are killed, Redis, sessions on the server', rounds: 10, processes: 4, store: 'storage', redis: true, kills: true },
]
