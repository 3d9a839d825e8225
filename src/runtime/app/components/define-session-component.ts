import { defineComponent } from '#imports'
import { useSapccSession } from '../composables/use-sapcc-session'

/**
 * Defines a component that shows its content while the session has a status, and its slot `unknown` while the status is
 * not known.
 */
export function defineSessionComponent(name: string, shownWhile: 'signed-in' | 'anonymous') {
  return defineComponent({
    name,
    setup(_, { slots }) {
      const { status } = useSapccSession()
      return () => status.value === shownWhile ? slots.default?.() : status.value === 'unknown' ? slots.unknown?.() : undefined
    },
  })
}
