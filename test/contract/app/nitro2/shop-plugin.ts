import { getQuery, getRequestHeader, readRawBody } from 'h3'
import type { H3Event } from 'h3'
import { defineNitroPlugin } from 'nitropack/runtime'
import { log } from '../log'

/** The shop's own listeners. */
export default defineNitroPlugin((nitroApp) => {
  const hook = nitroApp.hooks.hook.bind(nitroApp.hooks) as (name: string, listener: (context: { event: H3Event, body?: string | undefined }) => unknown) => void
  nitroApp.hooks.hook('request', event => log(getQuery(event).id, 'hook request', { cookie: getRequestHeader(event, 'cookie') ?? null }))
  nitroApp.hooks.hook('error', (error, { event }) => log(event ? getQuery(event as H3Event).id : '-', 'hook error', { message: error.message }))
  hook('probe:without-event', context => void Object.assign(context, { isToldWithoutEvent: true }))
  hook('probe:heard', async ({ event }) => {
    await new Promise(resolve => setTimeout(resolve, 30))
    log(getQuery(event).id, 'first listener')
  })
  hook('probe:heard', ({ event }) => log(getQuery(event).id, 'second listener'))
  hook('probe:read', async (context) => {
    context.body = await readRawBody(context.event)
  })
  hook('probe:failing', () => {
    throw new Error('a failing listener')
  })
})
