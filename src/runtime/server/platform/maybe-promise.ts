/** A value or its promise, where the wait for a promise would cost a turn: bodies that have arrived, and Node's crypto beside Web Crypto. */
export type MaybePromise<Value> = Value | Promise<Value>
