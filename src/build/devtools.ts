import { addPlugin, addServerHandler, addServerPlugin } from '@nuxt/kit'
import type { Nuxt } from '@nuxt/schema'
import { joinURL } from 'ufo'

/** Where the tab's page is, below the app's base. */
export const DEVTOOLS_PATH = '/__sapcc_devtools'

/** A tab as Nuxt DevTools takes it; `@nuxt/devtools-kit` would bring its types, `execa` and a second `@nuxt/kit`, for this one call of a hook. */
interface DevtoolsTab {
  name: string
  title: string
  icon: string
  category: 'modules'
  view: { type: 'iframe', src: string }
}

/** Adds the DevTools tab, its page and what it shows, in development only: nothing of it is in a build. */
export function registerDevtools(nuxt: Nuxt, resolve: (path: string) => string): void {
  if (!nuxt.options.dev) return
  addServerPlugin(resolve('./runtime/server/plugins/devtools'))
  const handler = resolve('./runtime/server/routes/devtools')
  addServerHandler({ route: DEVTOOLS_PATH, handler })
  addServerHandler({ route: joinURL(DEVTOOLS_PATH, ':part'), handler })
  addPlugin({ src: resolve('./runtime/app/plugins/devtools.client'), mode: 'client' })
  const onTabs = nuxt.hook as unknown as (name: 'devtools:customTabs', listener: (tabs: DevtoolsTab[]) => void) => void
  onTabs('devtools:customTabs', tabs => void tabs.push({
    name: 'nuxt-sapcc',
    title: 'SAP Commerce Cloud',
    icon: 'carbon:shopping-cart',
    category: 'modules',
    view: { type: 'iframe', src: joinURL(nuxt.options.app.baseURL, DEVTOOLS_PATH) },
  }))
}
