/**
 * `nuxt-sapcc/testing`: helpers for the tests of a shop. They depend on no test runner.
 */
export { signInAs, createTestVisitor } from './visitor'
export type { TestVisitor, TestVisitorOptions } from './visitor'
export type { BrowserCookie } from './cookies'
export { createTestSdk } from './test-sdk'
export type { TestMethods, TestSdk } from './test-sdk'
export { startStandIn } from './stand-in'
export type { StandIn, StandInFault, StandInOptions, StandInStats } from './stand-in'
