/** What a preset of Nitro says about where its server runs. */
export interface Deployment {
  /** Several processes answer one shop's requests, and share no memory. */
  hasManyProcesses: boolean
  /**
   * Whether work goes on after the answer that began it: because the process does,
   * or because the platform waits for what `waitUntil` is given.
   */
  outlivesAnswer: boolean
  /** The environment's variables may be there with the first request only. */
  hasLateEnvironment: boolean
}

/** Functions and workers, and the one server of Nitro's that starts several processes. The vendors' servers that are one process each may be started more than once all the same: no preset tells. */
const MANY_PROCESSES = /^(?:node-cluster|aws-lambda|azure|cloudflare|deno-deploy|edgio|firebase|genezio|netlify|stormkit|vercel|winterjs)/

/** Functions that are stopped with their answer, and have no `waitUntil` that Nitro or this module knows. */
const STOPPED_WITH_ANSWER = /^(?:aws-lambda|azure|edgio|firebase|genezio|netlify-(?:legacy|builder|lambda)|stormkit)/

/** @param preset as Nitro names it: `import.meta.preset` of a built server. */
export function deploymentOf(preset = ''): Deployment {
  return { hasManyProcesses: MANY_PROCESSES.test(preset), outlivesAnswer: !STOPPED_WITH_ANSWER.test(preset), hasLateEnvironment: preset.startsWith('cloudflare') }
}
