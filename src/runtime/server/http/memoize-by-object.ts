/** Returns the value of an object; creates it at the first call. */
export interface OncePer<Holder extends object, Value> {
  (holder: Holder): Value
  /** The value, if it has been created. */
  peek: (holder: Holder) => Value | undefined
}

/**
 * Creates a value once per object and stores it on the object. Use it with a
 * request, not with the event's context, which Nitro shares between a page and
 * the inner event of its cached rendering. A `WeakMap` would burden the garbage
 * collector at a thousand requests per second.
 */
export function memoizeByObject<Holder extends object, Value>(make: (holder: Holder) => Value): OncePer<Holder, Value> {
  const key = Symbol('nuxt-sapcc')
  const valueOf = (holder: Holder) => holder as { [key]?: Value }
  return Object.assign((holder: Holder) => valueOf(holder)[key] ??= make(holder), { peek: (holder: Holder) => valueOf(holder)[key] })
}
