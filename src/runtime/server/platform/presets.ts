/** Properties of the server environment that follow from a Nitro preset. */
export interface Deployment {
  /** A function or a worker: the platform may stop it with its response, and end it before the next request. */
  isFunction: boolean
  /** Several processes without shared memory serve the shop. */
  hasManyProcesses: boolean
  /**
   * Whether work continues after the response: because the process continues, or
   * because the platform waits for promises given to `waitUntil`.
   */
  continuesAfterResponse: boolean
  /** Environment variables may be available only from the first request on. */
  hasLateEnvironment: boolean
  /**
   * The platform's adapter turns the body of a response into text wherever its
   * type is a textual one, whatever its `Content-Encoding`: a compressed body is
   * damaged.
   */
  damagesCompressed: boolean
  /** Connections may be kept from one request to the next, which unstorage's driver `redis` needs. */
  keepsConnections: boolean
}

/** Functions and workers. */
const FUNCTIONS = /^(?:aws-(?:lambda|amplify)|azure|cloudflare|deno-deploy|edgeone|edgio|firebase|genezio|netlify|stormkit|vercel|winterjs|zephyr)/

/** Functions that stop after the response, without a `waitUntil` that Nitro or this module supports. */
const STOPPED_WITH_ANSWER = /^(?:aws-(?:lambda|amplify)|azure|edgeone|edgio|firebase|genezio|netlify-(?:legacy|builder|lambda)|stormkit)/

/** Adapters of Nitro that look at `Content-Type` alone. Where they stream, a compressed body would pass, but which of both is built the preset does not show. */
const TEXT_BY_TYPE = /^(?:aws-lambda|netlify-(?:legacy|lambda)|stormkit)/

/** Workers and edge functions. */
const WITHOUT_CONNECTIONS = /^(?:cloudflare|deno-deploy|edgio|netlify-edge|vercel-edge|winterjs|zephyr)/

/** Workers that get their variables only with a request. Zephyr's preset, of Nitro 3, builds a worker of Cloudflare's. */
const LATE_ENVIRONMENT = /^(?:cloudflare|zephyr)/

/** @param preset as Nitro names it: `import.meta.preset` of a built server. */
export function deploymentOf(preset = ''): Deployment {
  const isFunction = FUNCTIONS.test(preset)
  return {
    isFunction,
    // Other presets may also run in several instances, which a preset does not show.
    hasManyProcesses: isFunction || preset.startsWith('node-cluster'),
    continuesAfterResponse: !STOPPED_WITH_ANSWER.test(preset),
    hasLateEnvironment: LATE_ENVIRONMENT.test(preset),
    damagesCompressed: TEXT_BY_TYPE.test(preset),
    keepsConnections: !WITHOUT_CONNECTIONS.test(preset),
  }
}
