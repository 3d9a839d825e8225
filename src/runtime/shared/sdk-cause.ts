import { SdkHttpError } from '@vue-storefront/sdk'
import { SapccError } from '../sdk/errors'

/** The error between an error and its cause. */
class SdkCause extends SdkHttpError {
  override readonly name = 'SdkHttpError'
}

/**
 * Gives an error the form of the errors of Alokai's SDK: `cause` is an
 * `SdkHttpError` with the status, and has the real cause as its `cause`. So
 * `isSdkUnauthorizedError(error)` and similar helpers return the same for an error
 * that is thrown unwrapped as for one that `initSDK` has wrapped.
 *
 * @returns the same error.
 */
export function withSdkCause<Thrown>(error: Thrown): Thrown {
  if (!(error instanceof SapccError) || error.cause instanceof SdkCause) return error
  const { message, status: statusCode, url, cause } = error
  Object.defineProperty(error, 'cause', { value: new SdkCause({ message, statusCode, url, cause }), configurable: true, writable: true, enumerable: false })
  return error
}
