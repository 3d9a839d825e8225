type WaitUntil = (work: Promise<unknown>) => void

/**
 * The `waitUntil` of platforms whose entry in Nitro does not hand it on. They
 * have it on the global object, where their own packages find it:
 * `@vercel/functions` by a symbol, `@netlify/functions` as `Netlify.context`.
 */
export function platformWaitUntil(): WaitUntil | undefined {
  const scope = globalThis as { [VERCEL]?: { get?: () => { waitUntil?: WaitUntil } | undefined }, Netlify?: { context?: { waitUntil?: WaitUntil } | null } }
  const context = scope[VERCEL]?.get?.() ?? scope.Netlify?.context
  return context?.waitUntil?.bind(context)
}

const VERCEL = Symbol.for('@vercel/request-context')
