import { defineSessionComponent } from './define-session-component'

/**
 * Shows its content while a customer is signed in, also when that changes in another tab. The slot `unknown` is shown on
 * pages that were rendered for everyone, until the browser knows the session.
 *
 * @example
 * <SapccSignedIn>
 *   <NuxtLink to="/account">Account</NuxtLink>
 *   <template #unknown>…</template>
 * </SapccSignedIn>
 */
export default defineSessionComponent('SapccSignedIn', 'signed-in')
