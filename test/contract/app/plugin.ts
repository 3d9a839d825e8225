import { defineServerPlugin, requestOf } from '#sapcc/platform'
import type { Platform, ServerApp, ServerRequest } from '../../../src/runtime/server/platform/types'
import { log } from './log'

/** The probe's one server part: the platform that it was made with, for its routes. */
export const probe: { platform: Platform | undefined } = { platform: undefined }

/** Stands in for the module's server part: notes how the platform drives it, and does to responses what the request's query asks for. */
export default defineServerPlugin((platform): ServerApp => {
  probe.platform = platform
  platform.onClose(async () => {
    console.log('[close] begin')
    await new Promise(resolve => setTimeout(resolve, 150))
    console.log('[close] end')
  })

  return {
    open(request) {
      const { isInner, isCached, isHeadSent } = request
      log(request.query.id, 'open', { isInner, isCached, isHeadSent, path: request.rawUrl.split('?')[0] })
      const { keep } = request.query
      if (keep !== undefined) request.filterCookies(name => name === keep)
    },
    hasScope: request => request.query.involved !== 'no',
    async settle(request) {
      log(request.query.id, 'settle begins')
      await new Promise(resolve => setTimeout(resolve, 15))
      log(request.query.id, 'settle ends')
    },
    finish(request, head) {
      log(request.query.id, 'finish', {
        cookies: head.cookies(),
        cacheControl: head.get('cache-control'),
        isHeadSent: request.isHeadSent,
        isCached: request.isCached,
        isSame: requestOf(request.event) === request,
        responseCookies: request.responseCookies(),
      })
      if (request.query.finish === 'nothing') return
      head.addCookies([`probe=${cookieValue(request)}; Path=/`, 'second=2; Path=/'])
      head.set('cache-control', 'private, no-store')
    },
    retryAfter: (thrown, status) => thrown instanceof Error && thrown.message === 'later' ? `${status}0` : undefined,
    isReady: () => true,
    isOccOperation: name => name.startsWith('get'),
    method: async (request, name) => {
      log(request.query.id, 'operation', { name })
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ operation: name }) }
    },
    proxy: async (request, base) => {
      log(request.query.id, 'proxy', { base })
      return { status: 200, headers: { 'content-type': 'text/plain' }, body: `${base} ${request.rawUrl}` }
    },
    purge: () => Promise.reject(new Error('The probe has no cache.')),
    siteContext: () => Promise.reject(new Error('The probe has no sites.')),
    login: () => Promise.reject(new Error('The probe has no login.')),
    callback: () => Promise.reject(new Error('The probe has no login.')),
    logout: () => Promise.reject(new Error('The probe has no login.')),
  }
})

function cookieValue(request: ServerRequest): string {
  return String(request.query.id)
}
