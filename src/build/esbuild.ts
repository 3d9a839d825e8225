import { resolveModule } from '@nuxt/kit'
import { pathToFileURL } from 'node:url'
import type { build, transform } from 'esbuild'

/** What is used of esbuild. */
export interface Esbuild {
  build: typeof build
  transform: typeof transform
}

/** Where esbuild may be found: package managers that install no package without being told to have it beside Nitro only. */
const NEIGHBOURS = ['nitropack', 'nitro', 'vite']

let loading: Promise<Esbuild | undefined> | undefined

/** The esbuild that Nitro 2 has. @returns `undefined` where there is none; what it would make smaller is left as it is. */
export function loadEsbuild(): Promise<Esbuild | undefined> {
  return loading ??= findEsbuild()
}

async function findEsbuild(): Promise<Esbuild | undefined> {
  for (const base of [import.meta.url, ...NEIGHBOURS.map(name => tryResolve(name))]) {
    const path = base === undefined ? undefined : tryResolve('esbuild', base)
    if (path !== undefined) return await import(path) as Esbuild
  }
  return undefined
}

function tryResolve(name: string, base: string = import.meta.url): string | undefined {
  try {
    return pathToFileURL(resolveModule(name, { url: new URL(base) })).href
  }
  catch {
    return undefined
  }
}
