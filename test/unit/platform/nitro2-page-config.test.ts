import { createHooks } from 'hookable'
import type { NitroApp } from 'nitropack/types'
import process from 'node:process'
import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import { copyConfigForPages } from '../../../src/runtime/server/platform/nitro2/page-config'

/** As Nitro makes it from the variables of the moment. */
const make = () => ({ app: { baseURL: '/' }, brands: [{ id: 'one' }], empty: null, port: Number(process.env.NUXT_PORT_OF_TEST ?? 3000) })
const useRuntimeConfig = vi.fn((event?: { context: { nitro?: object } }) => event ? make() : Object.freeze(make()))

vi.mock('nitropack/runtime', () => ({ useRuntimeConfig: (event?: { context: object }) => useRuntimeConfig(event) }))

afterEach(() => vi.unstubAllEnvs())

/** A server. @returns renders a page, and gives its configuration. */
function start() {
  const hooks = createHooks()
  copyConfigForPages({ hooks } as unknown as NitroApp)
  return async (nitro: object | undefined = {}) => {
    const event = { context: { nitro } }
    await hooks.callHook('render:before', { event })
    return (event.context.nitro as { runtimeConfig?: ReturnType<typeof make> }).runtimeConfig
  }
}

it('is a copy for each page, which it may change, and made from the variables once for many', async () => {
  const configOf = start()
  vi.stubEnv('NUXT_PORT_OF_TEST', '4000')
  useRuntimeConfig.mockClear()
  const one = (await configOf())!
  expect(one).toEqual({ app: { baseURL: '/' }, brands: [{ id: 'one' }], empty: null, port: 4000 })
  Object.assign(one.app, { baseURL: '/changed/' })
  Object.assign(one.brands[0]!, { id: 'changed' })
  expect(await configOf()).toEqual({ app: { baseURL: '/' }, brands: [{ id: 'one' }], empty: null, port: 4000 })
  expect(useRuntimeConfig).toHaveBeenCalledOnce()
})

it('has variables that have changed since the first page, a second later', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const configOf = start()
  expect(await configOf()).toMatchObject({ port: 3000 })
  vi.stubEnv('NUXT_PORT_OF_TEST', '4000')
  vi.advanceTimersByTime(999)
  expect(await configOf()).toMatchObject({ port: 3000 })
  vi.advanceTimersByTime(1)
  expect(await configOf()).toMatchObject({ port: 4000 })
})

it('stays what the shop has made it', async () => {
  const own = { ...make(), port: 1 }
  expect(await start()({ runtimeConfig: own })).toBe(own)
})

it('is left to Nitro where that has not prepared the event', async () => {
  const hooks = createHooks()
  copyConfigForPages({ hooks } as unknown as NitroApp)
  const event = { context: {} }
  await hooks.callHook('render:before', { event })
  expect(event.context).toEqual({})
})
