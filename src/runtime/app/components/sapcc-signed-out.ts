import { defineSessionComponent } from './define-session-component'

/**
 * Shows its content while no customer is signed in, also when that changes in another tab. The slot `unknown` is shown on
 * pages that were rendered for everyone, until the browser knows the session.
 *
 * @example
 * <SapccSignedOut>
 *   <NuxtLink to="/login">Sign in</NuxtLink>
 *   <template #unknown>…</template>
 * </SapccSignedOut>
 */
export default defineSessionComponent('SapccSignedOut', 'anonymous')
