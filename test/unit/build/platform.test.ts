import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Nuxt } from '@nuxt/schema'
import { describe, expect, it } from 'vitest'
import { platformFor, selectPlatform } from '../../../src/build/platform'

function nuxtOf(version: string, nitroMajor?: number): Nuxt {
  return { _version: version, options: { alias: {}, ...nitroMajor !== undefined && { _nitroMajor: nitroMajor } }, hook: () => () => {} } as unknown as Nuxt
}

/** A path in the source, as the module resolves it. */
const source = (path: string) => fileURLToPath(new URL(`../../../src/${path.slice(2)}`, import.meta.url))

/** The aliases that a build of Nitro with these options gets. */
function nitroAliases(options: { node: boolean, preset?: string }): Record<string, string> {
  const nuxt = nuxtOf('4.5.2')
  const listeners: ((nitro: unknown) => void)[] = []
  Object.assign(nuxt, { hook: (name: string, listener: (nitro: unknown) => void) => void (name === 'nitro:init' && listeners.push(listener)) })
  selectPlatform(nuxt, source)
  const alias: Record<string, string> = {}
  for (const listener of listeners) listener({ options: { ...options, alias } })
  return alias
}

describe('platformFor', () => {
  it.each([
    ['3.16.0', undefined, 'nitro2'],
    ['4.5.2', undefined, 'nitro2'],
    ['4.9.0', 2, 'nitro2'],
    ['4.9.0', 3, 'nitro3'],
    ['5.0.0-29830089.dc519522', 3, 'nitro3'],
    ['5.0.0-29830089.dc519522', undefined, 'nitro3'],
    ['5.1.0', 2, 'nitro2'],
    ['6.0.0', undefined, 'nitro3'],
  ] as const)('of Nuxt %s that says Nitro %s is %s', (version, nitroMajor, platform) => {
    expect(platformFor(nuxtOf(version, nitroMajor))).toBe(platform)
  })
})

describe('selectPlatform', () => {
  it.each(['4.5.2', '5.0.0'])('points at an implementation that is there (Nuxt %s)', (version) => {
    const nuxt = nuxtOf(version)
    const platform = selectPlatform(nuxt, source)
    expect(nuxt.options.alias['#sapcc/platform']).toBe(source(`./runtime/server/platform/${platform}/index`))
    expect(existsSync(`${nuxt.options.alias['#sapcc/platform']}.ts`)).toBe(true)
  })

  it.each([[true, 'node'], [false, 'fetch']] as const)('sends to SAP by what the server that is built can run (Node: %j)', (node, folder) => {
    const alias = nitroAliases({ node })
    expect(alias['#sapcc/upstream']).toBe(source(`./runtime/server/upstream/${folder}/upstream`))
    expect(existsSync(`${alias['#sapcc/upstream']}.ts`)).toBe(true)
  })

  it.each([
    ['node-server', true, 'later'],
    ['node-cluster', true, 'later'],
    ['deno-server', true, 'later'],
    ['aws-lambda', true, 'at-start'],
    ['vercel', true, 'at-start'],
    ['cloudflare-module', false, 'at-start'],
    ['service-worker', false, 'at-start'],
  ])('loads the logger at the start of functions and workers, and later on servers: %s', (preset, node, when) => {
    const alias = nitroAliases({ node, preset })
    expect(alias['#sapcc/load-consola']).toBe(source(`./runtime/server/log/load-consola/${when}`))
    expect(existsSync(`${alias['#sapcc/load-consola']}.ts`)).toBe(true)
  })
})
