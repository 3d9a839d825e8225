/** How the requests of these tests are sent. Replaced in `by-fetch.test.ts`. */
export { createUndiciUpstream as createUpstream } from '../../../src/runtime/server/upstream/node/undici-upstream'
