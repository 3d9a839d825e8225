import { recordHooks } from '../devtools/record-hooks'
import { recorder } from '../devtools/recorder'
import { createListen } from '../hooks'
import { apiPath } from '#sapcc/paths'
import { defineListeners, requestOf } from '#sapcc/platform'

/** Writes down what happens for the DevTools tab; in development only. */
export default defineListeners((on) => {
  recordHooks(createListen(on), recorder, (event) => {
    const request = requestOf(event)
    const path = (request.outer ?? request).rawUrl.split('?', 1)[0]!
    return path.includes(`${apiPath}/`) ? `browser, ${path.split('/').at(-1)}` : `server, ${path}`
  })
})
