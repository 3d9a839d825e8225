import { definePlugin } from 'nitro'
import { getQuery } from 'nitro/h3'
import type { H3Event } from 'nitro/h3'
import { log } from '../log'

/** The shop's own listeners. */
export default definePlugin((nitroApp) => {
  const hook = nitroApp.hooks!.hook.bind(nitroApp.hooks) as (name: string, listener: (context: { event: H3Event, body?: string | undefined }) => unknown) => void
  nitroApp.hooks!.hook('request', event => log(getQuery(event as H3Event).id, 'hook request', { cookie: event.req.headers.get('cookie') }))
  nitroApp.hooks!.hook('error', (error, context) => log(context?.event ? getQuery(context.event as H3Event).id : '-', 'hook error', { message: error.message }))
  hook('probe:without-event', context => void Object.assign(context, { isToldWithoutEvent: true }))
  hook('probe:heard', async ({ event }) => {
    await new Promise(resolve => setTimeout(resolve, 30))
    log(getQuery(event).id, 'first listener')
  })
  hook('probe:heard', ({ event }) => log(getQuery(event).id, 'second listener'))
  hook('probe:read', async (context) => {
    context.body = await context.event.req.text()
  })
  hook('probe:failing', () => {
    throw new Error('a failing listener')
  })
})
