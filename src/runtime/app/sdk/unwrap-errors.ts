import { SdkHttpError } from '@vue-storefront/sdk'
import { isMethodName } from '../../sdk/connector'
import { SapccError } from '../../sdk/errors'
import { withSdkCause } from './sdk-cause'

type Method = (...args: unknown[]) => Promise<unknown>

/**
 * Removes the `SDKError` into which the SDK wraps every error: callers get the error
 * that was thrown, with its status and data.
 */
export function unwrapErrors<Sdk extends object>(sdk: Sdk): Sdk {
  const unwrapped = Object.fromEntries(Object.entries(sdk).map(([name, module]) => [name, unwrapModule(module as object)]))
  return unwrapped as Sdk
}

function unwrapModule(module: object): object {
  const known = new Map<string, Method>()
  return new Proxy(module, {
    get(target, name) {
      // The SDK's own proxy would return the methods of `Object.prototype` as if they were the module's.
      if (!isMethodName(name)) return undefined
      const cached = known.get(name)
      if (cached) return cached
      const method = Reflect.get(target, name) as unknown
      if (typeof method !== 'function') return method
      const wrapped = unwrapMethod(method as Method)
      if (known.size < 1000) known.set(name, wrapped)
      return wrapped
    },
  })
}

function unwrapMethod(method: Method): Method {
  return async (...args) => {
    try {
      return await method(...args)
    }
    catch (error) {
      throw innerError(error)
    }
  }
}

/** Errors of `middlewareModule` stay wrapped, because the SDK's helpers expect that. `withSdkCause` makes them work with unwrapped errors of this module. */
function innerError(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'SDKError' || error.cause === undefined) return error
  const { cause } = error
  return cause instanceof SdkHttpError && !(cause instanceof SapccError) ? error : withSdkCause(cause)
}
