/**
 * A value or its promise; for the hot path only. A dozen promises cost more than
 * the rest of a call, so functions that every call uses return a promise only
 * when they have to wait.
 */
export type MaybePromise<Value> = Value | Promise<Value>

/** Like `then`, but synchronous for a value that is no promise. An error of `next` is then thrown synchronously. */
export function whenThere<Value, Result>(value: MaybePromise<Value>, next: (value: Value) => MaybePromise<Result>): MaybePromise<Result> {
  return value instanceof Promise ? value.then(next) : next(value)
}
