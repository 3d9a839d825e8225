/**
 * What is often there at once. A promise costs a turn of the microtask queue and
 * garbage, a dozen of them more than all the rest of a call; so what lies on the
 * way of every call gives one only when there is something to wait for.
 */
export type MaybePromise<Value> = Value | Promise<Value>

/** Goes on with a value, at once if it is there. What `next` throws is thrown, or is the promise's error. */
export function whenThere<Value, Result>(value: MaybePromise<Value>, next: (value: Value) => MaybePromise<Result>): MaybePromise<Result> {
  return value instanceof Promise ? value.then(next) : next(value)
}
