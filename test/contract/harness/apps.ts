import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../..', import.meta.url))

/** The Nitros that the platform's interface is implemented for. */
export type NitroName = 'nitro2' | 'nitro3'

/** One built app. */
export interface ContractApp {
  nitro: NitroName
  variant: 'node' | 'base' | 'web' | 'fast' | 'lambda'
  preset: string
  baseURL: string
  /** Whether the shop has a middleware and an error page of its own. */
  hasShop: boolean
  /** Whether the module's busiest routes are answered before Nitro. */
  hasFastPath: boolean
}

/** What is built: for each Nitro an app on Node's server, one below a base path, and one without Node's server; for Nitro 3 also one whose adapter damages compressed answers. */
export const apps: readonly ContractApp[] = [
  { nitro: 'nitro2', variant: 'node', preset: 'node-server', baseURL: '/', hasShop: true, hasFastPath: false },
  { nitro: 'nitro2', variant: 'base', preset: 'node-server', baseURL: '/base/', hasShop: true, hasFastPath: false },
  { nitro: 'nitro2', variant: 'web', preset: 'netlify', baseURL: '/', hasShop: true, hasFastPath: false },
  { nitro: 'nitro2', variant: 'fast', preset: 'node-server', baseURL: '/', hasShop: false, hasFastPath: true },
  { nitro: 'nitro3', variant: 'node', preset: 'node-server', baseURL: '/', hasShop: true, hasFastPath: false },
  { nitro: 'nitro3', variant: 'base', preset: 'node-server', baseURL: '/base/', hasShop: true, hasFastPath: false },
  { nitro: 'nitro3', variant: 'web', preset: 'standard', baseURL: '/', hasShop: true, hasFastPath: false },
  { nitro: 'nitro3', variant: 'lambda', preset: 'aws-lambda', baseURL: '/', hasShop: false, hasFastPath: false },
]

export function appOf(nitro: NitroName, variant: ContractApp['variant']): ContractApp {
  const app = apps.find(candidate => candidate.nitro === nitro && candidate.variant === variant)
  if (!app) throw new Error(`No such app: ${nitro} ${variant}`)
  return app
}

export function folderOf({ nitro, variant }: ContractApp): string {
  return join(root, '.cache', 'contract', `${nitro}-${variant}`)
}

/** The module that starts the server, or exports the handler. */
export function entryOf(app: ContractApp): string {
  const server = join(folderOf(app), 'server')
  return join(server, app.nitro === 'nitro2' && app.variant === 'web' ? 'main.mjs' : 'index.mjs')
}
