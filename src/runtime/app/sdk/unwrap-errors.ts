import { SdkHttpError } from '@vue-storefront/sdk'
import { createMethods } from '../../sdk/connector'
import { SapccError } from '../../sdk/errors'
import { withSdkCause } from '../../shared/sdk-cause'

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
  return createMethods((name) => {
    const method = Reflect.get(module, name) as unknown
    return typeof method === 'function' ? unwrapMethod(method as Method) : method
    // The SDK's own proxy would return the methods of `Object.prototype` as if they were the module's.
  }, Object.create(null) as Record<string, unknown>)
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
  if (!(error instanceof Error) || error.name !== 'SDKError' || error.cause === undefined) return withSdkCause(error)
  const { cause } = error
  return cause instanceof SdkHttpError && !(cause instanceof SapccError) ? error : withSdkCause(cause)
}
