import type { Attributes } from '@opentelemetry/api'
import type { CallAfterContext, CallBeforeContext } from '../hooks'

/**
 * What is known of a call before it is sent. No attribute is an address or an id: the number of their values is small,
 * as metrics need it, and none belongs to a customer.
 *
 * @see https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span
 */
export function attributesBefore({ target, operation, template, grantType, method, host, cache }: CallBeforeContext): Attributes {
  const { hostname, port } = new URL(`https://${host}`)
  return {
    'http.request.method': method,
    'server.address': hostname.replace(/^\[|\]$/g, ''),
    ...(port === '' ? {} : { 'server.port': Number(port) }),
    ...(template === undefined ? {} : { 'url.template': template }),
    ...(operation === undefined ? {} : { 'sapcc.operation': operation }),
    ...(grantType === undefined ? {} : { 'sapcc.grant_type': grantType }),
    ...(cache === undefined ? {} : { 'sapcc.cache': cache }),
    'sapcc.target': target,
  }
}

/** What is known afterwards. */
export function attributesAfter(call: CallAfterContext): Attributes {
  const errorType = errorTypeOf(call)
  return {
    ...(call.status === undefined ? {} : { 'http.response.status_code': call.status }),
    ...(errorType === undefined ? {} : { 'error.type': errorType }),
  }
}

/** A client's call counts as failed from status 400 on. */
export function errorTypeOf({ status, errorType }: CallAfterContext): string | undefined {
  return errorType ?? (status !== undefined && status >= 400 ? String(status) : undefined)
}
