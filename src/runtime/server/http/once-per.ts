/** Gives a value of an object, made at the first call. */
export interface OncePer<Holder extends object, Value> {
  (holder: Holder): Value
  /** The value, if it has been made. */
  peek: (holder: Holder) => Value | undefined
}

/**
 * Makes a value once per object and keeps it there: on a request, never on the
 * event's context, which Nitro shares between a page and the inner event of its
 * cached rendering; and on the object rather than in a `WeakMap`, whose entries
 * for a thousand requests a second keep the garbage collector busy.
 */
export function oncePer<Holder extends object, Value>(make: (holder: Holder) => Value): OncePer<Holder, Value> {
  const key = Symbol('nuxt-sapcc')
  const valueOf = (holder: Holder) => holder as { [key]?: Value }
  return Object.assign((holder: Holder) => valueOf(holder)[key] ??= make(holder), { peek: (holder: Holder) => valueOf(holder)[key] })
}
