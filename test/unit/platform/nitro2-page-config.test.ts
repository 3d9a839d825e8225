import { createHooks } from 'hookable'
import type { NitroApp } from 'nitropack/types'
import { expect, it, vi } from 'vitest'
import { copyConfigForPages } from '../../../src/runtime/server/platform/nitro2/page-config'

const shared = Object.freeze({ app: Object.freeze({ baseURL: '/' }), brands: Object.freeze([Object.freeze({ id: 'one' })]), empty: null, port: 3000 })

vi.mock('nitropack/runtime', () => ({ useRuntimeConfig: () => shared }))

/** Renders a page. @returns its configuration. */
async function configOf(nitro: object | undefined) {
  const hooks = createHooks()
  copyConfigForPages({ hooks } as unknown as NitroApp)
  const event = { context: { nitro } }
  await hooks.callHook('render:before', { event })
  return (event.context.nitro as { runtimeConfig?: typeof shared } | undefined)?.runtimeConfig
}

it('is a copy of Nitro\'s for each page, which it may change', async () => {
  const one = (await configOf({}))!
  const other = (await configOf({}))!
  expect(one).toEqual(shared)
  Object.assign(one.app, { baseURL: '/changed/' })
  Object.assign(one.brands[0]!, { id: 'changed' })
  expect(other).toEqual({ app: { baseURL: '/' }, brands: [{ id: 'one' }], empty: null, port: 3000 })
  expect(shared.app.baseURL).toBe('/')
})

it('stays what a listener of the shop has made it', async () => {
  const own = { ...shared, port: 1 }
  expect(await configOf({ runtimeConfig: own })).toBe(own)
})

it('is left to Nitro where that has not prepared the event', async () => {
  expect(await configOf(undefined)).toBeUndefined()
})
