import { answerDevtools } from '../devtools/answer-devtools'
import { recorder } from '../devtools/recorder'
import { defineRoute } from '#sapcc/platform'

/** `/__sapcc_devtools`, in development only. */
export default defineRoute(request => answerDevtools(request, request.routeParameter('part'), {
  recorder,
  server: () => {
    const { services } = request.event.context.sapcc.services(request.event)
    return { config: services.config, session: async () => await services.session(services.scope(request)).session() }
  },
}))
