/**
 * A value or its promise: what a session is read with. That takes eight functions, each of which may have to wait (for
 * Web Crypto, for another process, for the shared storage) and usually need not. See docs/performance.md; everything
 * else is `async`.
 */
export type MaybePromise<Value> = Value | Promise<Value>

/**
 * Like `then`, but for a value that is no promise `next` is called at once, and what it throws is thrown at once.
 *
 * @example
 * mapMaybePromise(key.decrypt(bytes), plaintext => plaintext && decoder.decode(plaintext))
 */
export function mapMaybePromise<Value, Result>(value: MaybePromise<Value>, next: (value: Value) => MaybePromise<Result>): MaybePromise<Result> {
  return value instanceof Promise ? value.then(next) : next(value)
}
