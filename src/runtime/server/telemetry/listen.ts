import type { SapccServerHooks } from '../hooks'

/** Adds a listener of one of the module's hooks. */
export type Listen = <Name extends keyof SapccServerHooks>(name: Name, listener: SapccServerHooks[Name]) => void

/** The name under which OpenTelemetry knows the module's spans and instruments. */
export const SCOPE = 'nuxt-sapcc'
