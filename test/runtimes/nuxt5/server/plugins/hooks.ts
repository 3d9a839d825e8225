import { definePlugin } from 'nitro'

/** Type-checked: what an editor knows about the module's hooks and its events in Nuxt 5. */
export default definePlugin((nitroApp) => {
  nitroApp.hooks.hook('sapcc:site-context', ({ event, context }) => {
    const host: string | null = event.req.headers.get('host')
    if (host?.endsWith('.de')) context.language = 'de'
    // @ts-expect-error: there is no such setting
    context.languages = 'de'
  })
})
