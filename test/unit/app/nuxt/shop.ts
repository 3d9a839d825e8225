import { effectScope } from 'vue'
import { createApp, withApp } from './app'
import type { App } from './app'

/** A page of a shop in a browser, whose calls `calls` answers. */
export function shop(calls: Record<string, (params: never, config: never) => unknown>, session: object = { loggedIn: false, ready: true, key: '' }, given: Record<string, unknown> = {}) {
  const app: App = createApp({ $sapcc: { sapcc: calls }, ...given })
  app.payload.state['sapcc:session'] = session
  return {
    app,
    /** Sets what the app knows of its session. */
    setSession: (session: object) => void (app.payload.state['sapcc:session'] = session),
    /** Runs the `setup` of a component; `unmount` ends it. */
    mount<Result>(setup: () => Result) {
      const scope = effectScope(true)
      const result = withApp(app, () => scope.run(setup)!)
      return { result, unmount: () => withApp(app, () => scope.stop()) }
    },
  }
}
