import { defineComponent } from '#imports'
import { useSapccSession } from '../composables/use-sapcc-session'

/**
 * Shows its content while a customer is signed in, also when that changes in another tab. The slot `unknown` is shown on
 * pages that were rendered for everyone, until the browser knows who is looking.
 *
 * @example
 * <SapccSignedIn>
 *   <NuxtLink to="/account">Account</NuxtLink>
 *   <template #unknown>…</template>
 * </SapccSignedIn>
 */
export default defineComponent({
  name: 'SapccSignedIn',
  setup(_, { slots }) {
    const { status } = useSapccSession()
    return () => status.value === 'signed-in' ? slots.default?.() : status.value === 'unknown' ? slots.unknown?.() : undefined
  },
})
