import { definePayloadPlugin, definePayloadReducer, definePayloadReviver } from '#imports'
import { SapccError, reviveSapccError } from '../../sdk/errors'
import { withSdkCause } from '../../shared/sdk-cause'
import { REDACTED } from '../sdk/redacted-token'

/** Serializes a `SapccError` in the payload, so that it is a `SapccError` after hydration, too. Runs before Nuxt's own plugin, which would turn it into a plain error. */
export default definePayloadPlugin({
  name: 'nuxt-sapcc:payload',
  enforce: 'pre',
  order: -40,
  setup() {
    if (import.meta.server) {
      definePayloadReducer('SapccError', value => value instanceof SapccError && value.toJSON())
      return
    }
    definePayloadReviver('SapccError', (value: unknown) => withSdkCause(reviveSapccError(value)))
    definePayloadReviver(REDACTED, (text: unknown) => text)
  },
})
