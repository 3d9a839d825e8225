import { defineComponent } from '#imports'
import { useSapccSession } from '../composables/use-sapcc-session'

/**
 * Shows its content while no customer is signed in, also when that changes in another tab. The slot `unknown` is shown on
 * pages that were rendered for everyone, until the browser knows who is looking.
 *
 * @example
 * <SapccSignedOut>
 *   <NuxtLink to="/login">Sign in</NuxtLink>
 *   <template #unknown>…</template>
 * </SapccSignedOut>
 */
export default defineComponent({
  name: 'SapccSignedOut',
  setup(_, { slots }) {
    const { status } = useSapccSession()
    return () => status.value === 'anonymous' ? slots.default?.() : status.value === 'unknown' ? slots.unknown?.() : undefined
  },
})
