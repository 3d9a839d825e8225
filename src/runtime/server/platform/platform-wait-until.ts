type WaitUntil = (work: Promise<unknown>) => void

/**
 * The `waitUntil` of platforms whose Nitro entry does not pass it on. It is on
 * the global object, where the platforms' own packages read it:
 * `@vercel/functions` by a symbol, `@netlify/functions` as `Netlify.context`.
 */
export function platformWaitUntil(): WaitUntil | undefined {
  const scope = globalThis as { [VERCEL]?: { get?: () => { waitUntil?: WaitUntil } | undefined }, Netlify?: { context?: { waitUntil?: WaitUntil } | null } }
  const context = scope[VERCEL]?.get?.() ?? scope.Netlify?.context
  return context?.waitUntil?.bind(context)
}

const VERCEL = Symbol.for('@vercel/request-context')
